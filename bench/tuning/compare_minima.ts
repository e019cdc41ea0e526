/** In: a test function. Out: what our optimiser, scikit-optimize and random search find of it. */
import { createRandom } from "../../src/base/random.ts";
import { randomPoint } from "../../src/bayesopt/design_points.ts";
import { createOptimiser } from "../../src/bayesopt/optimiser.ts";
import { spaceSchema } from "../../src/bayesopt/space.ts";
import type { Objective } from "../../src/bayesopt/test_functions.ts";
import { decodePoint } from "../../src/bayesopt/unit_cube.ts";
import { quantile } from "../../src/base/quantile.ts";
import type { SkoptPeer, TuningRow } from "./tuning_result.ts";

/** The lowest of `calls` values that our optimiser asks for. */
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
