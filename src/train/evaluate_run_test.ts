import assert from "node:assert/strict";
import { findDifferences } from "./evaluate_run.ts";

Deno.test("numbers within the tolerance are equal, all others are named with both values", () => {
  const stored = { accuracy: 0.5, perClass: [{ auc: null, recall: 0.25 }], confusion: [[1, 2]] };
  assert.deepEqual(findDifferences(stored, structuredClone(stored), 0), []);
  const found = { accuracy: 0.5000001, perClass: [{ auc: 0.5, recall: 0.3 }], confusion: [[1, 2]] };
  assert.deepEqual(findDifferences(stored, found, 1e-6), [
    { field: "perClass.0.auc", stored: null, found: 0.5 },
    { field: "perClass.0.recall", stored: 0.25, found: 0.3 },
  ]);
});

Deno.test("what one side lacks, and what is no number, differ", () => {
  assert.deepEqual(findDifferences({ a: 1 }, { b: [2] }, 1).map(({ field }) => field), ["a", "b"]);
  assert.equal(findDifferences({ a: NaN }, { a: 1 }, 9).length, 1);
});
