import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { oneHotTensor, samplesTensor } from "./examples.ts";

await selectEngine();

const examples = {
  ids: ["a", "b", "c"],
  labels: [1, 0, 1],
  data: Float32Array.of(1, 2, 3, 4, 5, 6),
  sampleShape: [1, 2],
};

for (const rows of [[0, 1, 2], [1, 2], [2, 0], [1]]) {
  Deno.test(`rows ${rows} are taken in their order`, () => {
    const samples = samplesTensor(examples, rows);
    assert.deepEqual(samples.shape, [rows.length, 1, 2]);
    const expected = rows.flatMap((row) => [...examples.data.subarray(2 * row, 2 * row + 2)]);
    assert.deepEqual([...samples.dataSync()], expected);
    const targets = oneHotTensor(examples, rows, 2);
    const ones = rows.flatMap((row) => examples.labels[row] === 0 ? [1, 0] : [0, 1]);
    assert.deepEqual([...targets.dataSync()], ones);
  });
}
