/**
 * The tuning benchmark. What: the optimiser that paper S used, scikit-optimize's gp_minimize with
 * acq_func "EI" and 50 calls, against ours and random search.
 *
 * Protocol: Branin and Hartmann-6, the lowest value after --calls evaluations, seeds 0…--seeds - 1,
 * all optimisers with their defaults (10 initial points each; ours were chosen on other seeds).
 * Then the time from told values to the next point for 15, 30 and 50 observations of table 2's
 * space, ours and scikit-optimize taking turns on the same observations, one thread each, median of
 * --rounds; and ours alone for 2000. Budget: 7 minutes with scikit-optimize, 1 without.
 *
 * Must show: medians no worse than scikit-optimize's; ratio at most 0.2; 2000 in seconds.
 *
 * Run: duygu bench tuning --python PYTHON
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { jsonText } from "../src/base/json.ts";
import { quantile } from "../src/base/statistics.ts";
import { createRandom } from "../src/base/random.ts";
import { textTable } from "../src/base/text.ts";
import { UserError } from "../src/base/user_error.ts";
import { randomPoint } from "../src/bayesopt/design_points.ts";
import { createOptimiser } from "../src/bayesopt/optimiser.ts";
import { type Configuration, type Space, spaceSchema, table2Space } from "../src/bayesopt/space.ts";
import { checkSettings, suggest, type SuggestCache } from "../src/bayesopt/suggest.ts";
import { branin, hartmann6, type Objective } from "../src/bayesopt/test_functions.ts";
import type { Trial } from "../src/bayesopt/trial.ts";
import { decodePoint, encodePoint } from "../src/bayesopt/unit_cube.ts";
import { findPeerPython } from "./engine/peers.ts";
import { type LineProcess, startLineProcess } from "./engine/process_contender.ts";

const OBSERVATIONS = [15, 30, 50];
const MANY_OBSERVATIONS = 2000;

/** scikit-optimize's process and its packages' versions. */
interface RunningPeer extends SkoptPeer {
  versions: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts scikit-optimize; undefined where no Python is known, or it does not hold the package. */
async function startPeer(python?: string): Promise<RunningPeer | undefined> {
  const found = await findPeerPython(python);
  if (!found) return undefined;
  const script = fileURLToPath(new URL("parity/skopt_peer.py", import.meta.url));
  const line: LineProcess = startLineProcess({
    name: "scikit-optimize",
    command: [found.program, script],
    environment: Deno.env.toObject(),
  });
  const milliseconds = z.object({ ms: z.number() });
  const best = z.object({ best: z.number() });
  try {
    return {
      versions: await line.ask({ op: "versions" }, z.record(z.string(), z.string())),
      minimise: async (problem, calls, seed) =>
        (await line.ask({ op: "minimise", problem, calls, seed }, best)).best,
      time: async (points, values, seed) =>
        (await line.ask({ op: "time", points, values, seed }, milliseconds)).ms,
      stop: line.stop,
    };
  } catch (error) {
    await line.stop();
    if (python) throw new UserError(`--python ${python}: ${(error as Error).message}`);
    return undefined;
  }
}

/** What to measure, and how long. */
export interface BenchTuningOptions {
  /** A Python that holds scikit-optimize; else the installed one. */
  python?: string;
  seeds: number;
  /** Evaluations of a test function. */
  calls: number;
  /** Timed turns for each number of observations. */
  rounds: number;
  /** Where the JSON goes. */
  out: string;
  /** True prints the result as JSON instead of tables. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark. Throws UserError where the named Python does not run. */
export async function benchTuning(options: BenchTuningOptions): Promise<void> {
  const peer = await startPeer(options.python);
  const log = (line: string) => options.quiet || console.error(line);
  if (!peer) log("No Python with scikit-optimize found (--python): ours alone");
  const loadBefore = Deno.loadavg()[0];
  const rows: TuningRow[] = [];
  for (const objective of [branin, hartmann6]) {
    rows.push(await compareMinima(objective, options, peer, log));
  }
  const times = await timeAskTell(OBSERVATIONS, options.rounds, peer);
  const many = timeManyObservations(MANY_OBSERVATIONS);
  await peer?.stop();
  const result = {
    rows,
    askTellRatio: times.ratio,
    askTellMs: { ours: times.oursMs, skopt: times.skoptMs },
    manyObservations: { observations: MANY_OBSERVATIONS, ...many },
    environment: await describeEnvironment({ versions: peer?.versions ?? {}, loadBefore }),
    command: options.command,
  };
  await writeFileWhole(options.out, jsonText(result));
  console.log(
    options.json
      ? JSON.stringify(result, null, 2)
      : `${minimaTable(rows)}\n${timesTable(times, many)}`,
  );
}

function minimaTable(rows: TuningRow[]): string {
  return textTable(
    ["problem", "minimum", "ours median", "scikit-optimize median", "random median"],
    rows.map((row) => [
      row.problem,
      row.minimum.toFixed(5),
      row.oursMedian.toFixed(5),
      row.skoptMedian?.toFixed(5) ?? "-",
      row.randomMedian.toFixed(5),
    ]),
    ["left", "right", "right", "right", "right"],
  );
}

function timesTable(times: AskTellTimes, many: { firstS: number; nextS: number }): string {
  const rows = Object.keys(times.oursMs).map((count) => [
    count,
    times.oursMs[count].toFixed(1),
    times.skoptMs[count]?.toFixed(1) ?? "-",
    times.ratio[count]?.toFixed(3) ?? "-",
  ]);
  const last = (seconds: number) => [(seconds * 1000).toFixed(0), "-", "-"];
  return textTable(
    ["observations", "ours ms", "scikit-optimize ms", "ratio"],
    [
      ...rows,
      [`${MANY_OBSERVATIONS}`, ...last(many.firstS)],
      [`${MANY_OBSERVATIONS + 1}`, ...last(many.nextS)],
    ],
    ["right", "right", "right", "right"],
  );
}

/** The lowest of `calls` values that our optimiser requests. */
function oursMinimises({ space, evaluate }: Objective, calls: number, seed: number): number {
  const optimiser = createOptimiser(space, { seed });
  for (let call = 0; call < calls; call++) {
    const { number, parameters } = optimiser.ask();
    optimiser.tell(number, evaluate(parameters));
  }
  return optimiser.best()!.value!;
}

/** The lowest of `calls` values at uniformly random points. */
function randomMinimises(objective: Objective, calls: number, seed: number): number {
  const space = spaceSchema.parse(objective.space);
  const random = createRandom(seed, "random search");
  const values = Array.from(
    { length: calls },
    () => objective.evaluate(decodePoint(space, randomPoint(space, random))),
  );
  return Math.min(...values);
}

/** Runs all three with seeds 0…seeds - 1, taking turns; `log` is told each result. */
export async function compareMinima(
  objective: Objective,
  { calls, seeds }: { calls: number; seeds: number },
  peer: SkoptPeer | undefined,
  log: (line: string) => void,
): Promise<TuningRow> {
  const [ours, skopt, random]: number[][] = [[], [], []];
  for (let seed = 0; seed < seeds; seed++) {
    ours.push(oursMinimises(objective, calls, seed));
    random.push(randomMinimises(objective, calls, seed));
    if (peer) skopt.push(await peer.minimise(objective.name, calls, seed));
    const theirs = peer ? `, scikit-optimize ${skopt[seed].toFixed(5)}` : "";
    log(
      `${objective.name} seed ${seed}: ours ${ours[seed].toFixed(5)}${theirs}, ` +
        `random ${random[seed].toFixed(5)}`,
    );
  }
  return {
    problem: objective.name,
    calls,
    minimum: objective.minimum,
    oursMedian: quantile(ours, 0.5),
    skoptMedian: peer ? quantile(skopt, 0.5) : null,
    randomMedian: quantile(random, 0.5),
    ours,
    skopt,
    random,
  };
}

// How long the next point of table 2's space takes to choose.

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
  const settings = checkSettings({ seed });
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
function timeManyObservations(count: number): { firstS: number; nextS: number } {
  const trials = finishedTrials(count + 1, 0);
  const cache: SuggestCache = {};
  const firstS = timeSuggest(trials.slice(0, count), 0, cache) / 1000;
  return { firstS, nextS: timeSuggest(trials, 0, cache) / 1000 };
}

// The shape of results/tuning.json.

/** The lowest values found of one problem; null where scikit-optimize was not there. */
interface TuningRow {
  problem: string;
  calls: number;
  /** The problem's global minimum. */
  minimum: number;
  oursMedian: number;
  skoptMedian: number | null;
  randomMedian: number;
  /** [seed] */
  ours: number[];
  skopt: number[];
  random: number[];
}

/** Times of ask and tell together, by number of observations of table 2's space. */
interface AskTellTimes {
  /** Medians in milliseconds. */
  oursMs: Record<string, number>;
  skoptMs: Record<string, number>;
  /** ours / scikit-optimize's. */
  ratio: Record<string, number>;
}

/** A peer that answers like bench/parity/skopt_peer.py. */
export interface SkoptPeer {
  minimise(problem: string, calls: number, seed: number): Promise<number>;
  /** Milliseconds for observations [observation][dimension] with their values. */
  time(points: unknown[][], values: number[], seed: number): Promise<number>;
}
