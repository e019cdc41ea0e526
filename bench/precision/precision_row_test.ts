import assert from "node:assert/strict";
import { precisionRow } from "./precision_row.ts";

const common = {
  ...{ corpus: "turev", synthetic: false, network: "EmotionUnet", protocol: "paper" },
  metric: "accuracy",
};

Deno.test("differences are taken seed by seed, bfloat16 less float32", () => {
  const row = precisionRow({
    ...common,
    seeds: [1, 2, 3],
    float32: [0.5, 0.75, 0.25],
    bfloat16: [0.25, 0.75, 0.5],
  });
  assert.deepEqual(row.differences, [-0.25, 0, 0.25]);
  assert.equal(row.mean, 0);
  assert.equal(row.sd, 0.25);
  // 4.302653 is Student's t for 97.5 % and two degrees of freedom.
  assert.ok(Math.abs(row.interval!.high - 4.302653 * 0.25 / Math.sqrt(3)) < 1e-6);
  assert.equal(row.interval!.low, -row.interval!.high);
});

Deno.test("a single seed has a difference but no interval", () => {
  const row = precisionRow({ ...common, seeds: [1], float32: [0.5], bfloat16: [0.75] });
  assert.deepEqual([row.mean, row.sd, row.interval], [0.25, null, null]);
});
