import assert from "node:assert/strict";
import { withVariable } from "../../src/base/testing/with_variable.ts";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";
import {
  ourContender,
  performanceProfile,
  problemResult,
  ranksOf,
  runAll,
} from "./compare_tuners.ts";
import { tuningProblems } from "./problems.ts";
import { fingerprint, keptRun, type TuningContender } from "./tuning_peers.ts";

Deno.test("medians within the tie of a rank's first share it, and the next rank is skipped", () => {
  assert.deepEqual(ranksOf([3, 1, 1.05, 2], 0.1), [4, 1, 1, 3]);
  assert.deepEqual(ranksOf([1, 1.06, 1.12], 0.1), [1, 1, 3]);
});

/** Finds exactly these values, one a seed. */
function fixed(id: string, values: number[]): TuningContender {
  return {
    id,
    title: id,
    versions: {},
    run: (_, seed, calls) => {
      const told = Array.from({ length: calls }, (_, call) => values[seed] + (call === 1 ? 0 : 1));
      return Promise.resolve({ told, values: told, askTellMs: told.map((_, call) => call) });
    },
  };
}

Deno.test("an optimiser's result is the best of its calls; profile and times are of all seeds", async () => {
  const contenders = [fixed("a", [0, 0.5]), fixed("b", [0.25, 0.25]), fixed("random", [1, 1])];
  const runs = await runAll(
    tuningProblems.slice(0, 2),
    contenders,
    { seeds: 2, calls: 12, workers: 3 },
    () => {},
  );
  const result = problemResult(tuningProblems[0], runs);
  assert.deepEqual(result.optimisers.map(({ values }) => values), [[0, 0.5], [0.25, 0.25], [1, 1]]);
  assert.deepEqual(result.optimisers.map(({ rank }) => rank), [1, 1, 3]);
  assert.equal(result.optimisers[0].askTellMs, 10.5);
  const [a, b] = performanceProfile([result], contenders);
  assert.equal(a.shares[0], 0.5);
  assert.equal(b.shares[0], 0);
  assert.equal(a.shares.at(-1), 1);
});

Deno.test("an optimiser that fails is left out, with the reason, and the others go on", async () => {
  const failing = fixed("failing", [1, 1]);
  const run = failing.run;
  failing.run = (problem, seed, calls, lane) =>
    seed === 1 ? Promise.reject(new Error("no memory")) : run(problem, seed, calls, lane);
  const other = fixed("other", [2, 2]);
  const missing: { peer: string; reason: string }[] = [];
  const problems = tuningProblems.slice(0, 2);
  const sizes = { seeds: 2, calls: 3, workers: 2 };
  const runs = await runAll(problems, [failing, other], sizes, () => {}, missing);
  assert.deepEqual([...runs.keys()].map(({ id }) => id), ["other"]);
  assert.equal(runs.get(other)!.length, 4);
  assert.deepEqual(missing, [{
    peer: "failing",
    reason: `${problems[0].title}, seed 1, failing: no memory`,
  }]);
});

Deno.test("with noise, what counts is the function where the lowest value was told", async () => {
  const noisy = tuningProblems.find(({ noiseStd }) => noiseStd > 0)!;
  const one = ourContender("one", "one", () => ({ design: "random", initialPoints: 20 }));
  const { told, values } = await one.run(noisy, 3, 20, 0);
  const random = fixed("random", [1, 1, 1, 1]);
  const sizes = { seeds: 4, calls: 20, workers: 1 };
  const result = problemResult(noisy, await runAll([noisy], [one, random], sizes, () => {}));
  const best = values[told.indexOf(Math.min(...told))];
  assert.equal(result.optimisers[0].values[3], Number(best.toPrecision(6)));
  assert.ok(told.every((value, call) => value !== values[call]));
});

Deno.test("a kept run is read, another key is computed, and a changed problem is another key", async () => {
  await withTemporaryFolder((folder) =>
    withVariable("DUYGU_CACHE", folder, async () => {
      let computed = 0;
      const compute = () => {
        computed++;
        return Promise.resolve({ told: [1], values: [2], askTellMs: [computed] });
      };
      const first = await keptRun(["a", 1], compute);
      assert.deepEqual(await keptRun(["a", 1], compute), first);
      assert.notDeepEqual(await keptRun(["a", 2], compute), first);
      assert.equal(computed, 2);
    })
  );
  const [branin] = tuningProblems;
  const changed = { ...branin, evaluate: () => 0 };
  assert.notEqual(fingerprint(branin), fingerprint(changed));
  assert.equal(fingerprint(branin), fingerprint({ ...branin }));
});
