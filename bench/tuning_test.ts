import assert from "node:assert/strict";
import { branin, hartmann6 } from "../src/bayesopt/test_functions.ts";
import { compareMinima, type SkoptPeer, timeAskTell } from "./tuning.ts";

/** A peer that finds seed + 1 and takes as many milliseconds as there are observations. */
const peer: SkoptPeer = {
  minimise: (_problem, _calls, seed) => Promise.resolve(seed + 1),
  time: (points, values) => {
    assert.ok(points.every((point) => point.length === 10) && values.length === points.length);
    return Promise.resolve(points.length);
  },
};

Deno.test("the test functions have their published minima where they are published", () => {
  const places = [
    [branin, [-Math.PI, 12.275]],
    [branin, [Math.PI, 2.275]],
    [branin, [9.42478, 2.475]],
    [hartmann6, [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573]],
  ] as const;
  for (const [objective, place] of places) {
    const value = objective.evaluate(
      Object.fromEntries(place.map((x, index) => [`x${index + 1}`, x])),
    );
    assert.ok(Math.abs(value - objective.minimum) < 1e-6, `${objective.name}: ${value}`);
  }
});

Deno.test("all three search every seed, and medians are taken", async () => {
  const lines: string[] = [];
  const sizes = { calls: 12, seeds: 3 };
  const row = await compareMinima(branin, sizes, peer, (line) => lines.push(line));
  assert.deepEqual(row.skopt, [1, 2, 3]);
  assert.equal(row.skoptMedian, 2);
  assert.equal(row.oursMedian, row.ours.toSorted((a, b) => a - b)[1]);
  assert.equal(new Set(row.random).size, 3);
  assert.equal(lines.length, 3);
  const alone = await compareMinima(branin, { calls: 3, seeds: 1 }, undefined, () => {});
  assert.deepEqual([alone.skopt, alone.skoptMedian], [[], null]);
});

Deno.test("times are reported with their ratio to the peer's, and without one none", async () => {
  const { oursMs, skoptMs, ratio } = await timeAskTell([11, 12], 1, peer);
  assert.deepEqual(skoptMs, { 11: 11, 12: 12 });
  assert.equal(ratio[12], oursMs[12] / 12);
  assert.deepEqual((await timeAskTell([11], 1, undefined)).ratio, {});
});
