import assert from "node:assert/strict";
import { argMax, mean, quantile } from "./statistics.ts";

Deno.test("quantile interpolates between neighbours, whatever the order", () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([4, 1, 3, 2], 0.25), 1.75);
  assert.equal(quantile([10, 2, 30], 0.5), 10);
  assert.equal(quantile([7], 0.9), 7);
  assert.throws(() => quantile([], 0.5), /it is empty/);
});

Deno.test("mean sums from the left, and is no number where there is nothing", () => {
  assert.equal(mean([0.1, 0.2, 0.3]), (0.1 + 0.2 + 0.3) / 3);
  assert.ok(Number.isNaN(mean([])));
});

Deno.test("argMax is the place of the largest, of equals the first", () => {
  assert.equal(argMax([1, 3, 2, 3]), 1);
  assert.equal(argMax([-5]), 0);
  assert.equal(argMax([]), -1);
});
