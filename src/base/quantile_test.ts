import assert from "node:assert/strict";
import { quantile } from "./quantile.ts";

Deno.test("quantile interpolates between neighbours, whatever the order", () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([4, 1, 3, 2], 0.25), 1.75);
  assert.equal(quantile([10, 2, 30], 0.5), 10);
  assert.equal(quantile([7], 0.9), 7);
  assert.throws(() => quantile([], 0.5), /it is empty/);
});
