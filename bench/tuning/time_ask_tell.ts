/** In: numbers of observations. Out: how long the next point of table 2's space takes to choose. */
import { createRandom } from "../../src/base/random.ts";
import { randomPoint } from "../../src/bayesopt/design_points.ts";
import {
  type Configuration,
  type Space,
  spaceSchema,
  table2Space,
} from "../../src/bayesopt/space.ts";
import { suggest, type SuggestCache, suggestSettingsSchema } from "../../src/bayesopt/suggest.ts";
import type { Trial } from "../../src/bayesopt/trial.ts";
import { decodePoint, encodePoint } from "../../src/bayesopt/unit_cube.ts";
import { quantile } from "../../src/base/quantile.ts";
import type { AskTellTimes, SkoptPeer } from "./tuning_result.ts";

const space = spaceSchema.parse(table2Space());

/** A smooth stand-in for a validation loss: what matters here is the time, not the landscape. */
function standIn(space: Space, parameters: Configuration): number {
  return encodePoint(space, parameters)
    .reduce((sum, x, d) => sum + (1 + d % 3) * (x - 0.3) ** 2 + 0.1 * Math.sin(7 * x), 0);
}

/** `count` finished trials at random points of table 2's space. */
function finishedTrials(count: number, seed: number): Trial[] {
  const random = createRandom(seed, "ask and tell", count);
  return Array.from({ length: count }, (_, number) => {
    const parameters = decodePoint(space, randomPoint(space, random));
    return {
      number,
      parameters,
      origin: "design",
      state: "finished",
      value: standIn(space, parameters),
      reports: [],
      details: {},
      attempts: 1,
      askedAt: "",
    };
  });
}

/** Milliseconds of one suggestion after `trials`. */
function timeSuggest(trials: Trial[], seed: number, cache: SuggestCache = {}): number {
  const settings = suggestSettingsSchema.parse({ seed });
  const startedMs = performance.now();
  suggest(space, settings, trials, cache);
  return performance.now() - startedMs;
}

/**
 * Medians of `rounds` turns with new observations each, ours and the peer's alternating. Our model
 * is fitted from nothing every time. The first round warms up and does not count.
 */
export async function timeAskTell(
  counts: number[],
  rounds: number,
  peer: SkoptPeer | undefined,
): Promise<AskTellTimes> {
  const times: AskTellTimes = { oursMs: {}, skoptMs: {}, ratio: {} };
  for (const count of counts) {
    const [ours, skopt]: number[][] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const trials = finishedTrials(count, round);
      const mine = timeSuggest(trials, round);
      const points = trials.map(({ parameters }) => space.map(({ name }) => parameters[name]));
      const theirs = await peer?.time(points, trials.map((trial) => trial.value!), round);
      if (round === 0) continue;
      ours.push(mine);
      if (theirs !== undefined) skopt.push(theirs);
    }
    times.oursMs[count] = quantile(ours, 0.5);
    if (!peer) continue;
    times.skoptMs[count] = quantile(skopt, 0.5);
    times.ratio[count] = times.oursMs[count] / times.skoptMs[count];
  }
  return times;
}

/** Seconds of the first suggestion after `count` trials, and of the one after a further trial. */
export function timeManyObservations(count: number): { firstS: number; nextS: number } {
  const trials = finishedTrials(count + 1, 0);
  const cache: SuggestCache = {};
  const firstS = timeSuggest(trials.slice(0, count), 0, cache) / 1000;
  return { firstS, nextS: timeSuggest(trials, 0, cache) / 1000 };
}
