import assert from "node:assert/strict";
import fc from "fast-check";
import { hyperbandRungs, type Pruner, shouldPrune } from "./pruner.ts";
import type { Trial, TrialState } from "./trial.ts";

function trial(number: number, values: number[], state: TrialState = "finished"): Trial {
  return {
    number,
    parameters: {},
    origin: "design",
    state,
    reports: values.map((value, index) => ({ step: index + 1, value })),
    details: {},
    attempts: 1,
    askedAt: "",
  };
}

const median: Pruner = { kind: "median", startupTrials: 3, warmupSteps: 1 };
const hyperband = { kind: "hyperband", minSteps: 1, maxSteps: 9, reduction: 3 } as const;

Deno.test("the median rule compares the best so far with the others' at the same step", () => {
  const others = [trial(0, [9, 5, 1]), trial(1, [9, 6, 2]), trial(2, [9, 7, 3])];
  const prunes = (values: number[]) => {
    const own = trial(3, values, "running");
    return shouldPrune(median, own, [...others, own]);
  };
  assert.equal(prunes([99]), false, "warm-up");
  assert.equal(prunes([9, 6]), false, "the median itself");
  assert.equal(prunes([9, 6.1]), true);
  assert.equal(prunes([5, 20]), false, "its best so far counts");
  assert.equal(prunes([9, NaN]), true);
});

Deno.test("the median rule waits for enough finished trials", () => {
  const own = trial(2, [9, 9], "running");
  const others = [trial(0, [1, 1]), trial(1, [1, 1]), trial(3, [1, 1], "pruned")];
  assert.equal(shouldPrune(median, own, [...others, own]), false);
});

Deno.test("without a pruner nothing is pruned", () => {
  assert.equal(shouldPrune({ kind: "none" }, trial(0, [NaN], "running"), []), false);
});

Deno.test("Hyperband's brackets begin at 1, 3 and 9 steps for 9 steps in all", () => {
  assert.deepEqual([0, 1, 2, 3].map((number) => hyperbandRungs(hyperband, number)), [
    [1, 3],
    [3],
    [],
    [1, 3],
  ]);
});

Deno.test("one in three trials of a bracket passes its first rung", () => {
  const running: Trial[] = [];
  // All of bracket 0, in descending quality: only the first third as good may pass.
  const passed = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((value, index) => {
    const own = trial(index * 3, [value], "running");
    running.push(own);
    return !shouldPrune(hyperband, own, running);
  });
  assert.deepEqual(passed, [1]);
  const better = trial(27, [0.5], "running");
  assert.equal(shouldPrune(hyperband, better, [...running, better]), false);
});

Deno.test("Hyperband compares within a bracket only, and only at rungs", () => {
  const good = trial(0, [0, 0, 0]);
  const otherBracket = trial(1, [5, 5, 5], "running");
  assert.equal(shouldPrune(hyperband, otherBracket, [good, otherBracket]), false);
  const between = trial(3, [5, 5], "running");
  assert.equal(shouldPrune(hyperband, between, [good, between]), false);
  const atRung = trial(3, [5, 5, 5], "running");
  assert.equal(shouldPrune(hyperband, atRung, [good, atRung]), true);
});

Deno.test("the best trial is never pruned", () => {
  const values = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 9, maxLength: 9 });
  fc.assert(fc.property(fc.array(values, { minLength: 1, maxLength: 12 }), (tables) => {
    const others = tables.map((table, index) => trial(index, table));
    for (const pruner of [median, hyperband]) {
      for (const steps of [1, 2, 3, 9]) {
        const own = trial(others.length, new Array(steps).fill(0), "running");
        assert.equal(shouldPrune(pruner, own, [...others, own]), false);
      }
    }
  }));
});

Deno.test("of six trials at a rung the two best go on, of five only the best", () => {
  const rivals = [1, 2, 3, 4, 5].map((value, index) => trial(index * 3, [value], "running"));
  const goesOn = (value: number, others: Trial[]) => {
    const own = trial(others.length * 3, [value], "running");
    return !shouldPrune(hyperband, own, [...others, own]);
  };
  assert.equal(goesOn(1.5, rivals), true);
  assert.equal(goesOn(2.5, rivals), false);
  assert.equal(goesOn(1.5, rivals.slice(0, 4)), false);
  assert.equal(goesOn(0.5, rivals.slice(0, 4)), true);
});
