import assert from "node:assert/strict";
import { thresholdCounts } from "./threshold_counts.ts";

Deno.test("thresholdCounts lets equal scores enter together", () => {
  assert.deepEqual(thresholdCounts([0.5, 0.9, 0.5, 0.1], [true, true, false, false]), [
    { threshold: 0.9, truePositives: 1, falsePositives: 0 },
    { threshold: 0.5, truePositives: 2, falsePositives: 1 },
    { threshold: 0.1, truePositives: 2, falsePositives: 2 },
  ]);
  assert.throws(() => thresholdCounts([0.5], [true, false]), /Expected 2 scores, but found 1/);
});
