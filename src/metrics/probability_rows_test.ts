import assert from "node:assert/strict";
import { checkLabels, classColumn, predictedClasses, probabilityRows } from "./probability_rows.ts";

Deno.test("probabilityRows takes rows and flat arrays alike", () => {
  const nested = probabilityRows([[0.25, 0.75], [1, 0]], [1, 0], 2);
  assert.deepEqual(nested, probabilityRows(Float32Array.of(0.25, 0.75, 1, 0), [1, 0], 2));
  assert.deepEqual([...classColumn(nested, 1, 2)], [0.75, 0]);
});

Deno.test("probabilityRows refuses what is no probability or has another shape", () => {
  assert.throws(() => probabilityRows([[0.5, 0.5]], [0, 1], 2), /Expected 2 x 2 probabilities/);
  assert.throws(() => probabilityRows([[1], [0.5, 0.5]], [0, 1], 2), /found 1 for clip 0/);
  assert.throws(() => probabilityRows([[NaN, 0.5]], [0], 2), /found NaN for clip 0, class 0/);
  assert.throws(() => probabilityRows([[0.5, 0.5]], [2], 2), /from 0 to 1, but found 2 at 0/);
});

Deno.test("predictedClasses takes the first of equals", () => {
  assert.deepEqual(predictedClasses([0.2, 0.4, 0.4, 1, 0, 0], 3), [1, 0]);
});

Deno.test("probabilities and labels at the very limits are taken, beyond them named", () => {
  const limits = [0, 1, 1 + 9e-6, 0];
  assert.deepEqual([...probabilityRows(limits, [0, 1], 2)], limits);
  for (const [value, place] of [[-1e-9, 2], [1.1, 3], [Infinity, 0], [-1, 1]]) {
    const rows = [0.5, 0.5, 0.5, 0.5].with(place, value);
    assert.throws(() => probabilityRows(rows, [0, 1], 2), {
      name: "RangeError",
      message: `Expected probabilities in [0, 1], but found ${value} for clip ${place >> 1}, ` +
        `class ${place % 2}`,
    });
  }
  for (const label of [-1, 2, 0.5, NaN]) {
    assert.throws(() => checkLabels([0, label], 2), {
      name: "RangeError",
      message: `Expected labels to be whole numbers from 0 to 1, but found ${label} at 1`,
    });
  }
  assert.deepEqual([...probabilityRows([], [], 3)], []);
});
