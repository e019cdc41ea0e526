import assert from "node:assert/strict";
import { selectEngine } from "../engine/select_engine.ts";
import { samplesTensor } from "./examples.ts";

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
  });
}

Deno.test("whole numbers are 255ths", () => {
  const pixels = { ...examples, data: Uint8Array.of(0, 51, 102, 153, 204, 255) };
  assert.deepEqual(
    [...samplesTensor(pixels, [2, 0]).dataSync()],
    [204 / 255, 1, 0, 51 / 255].map(Math.fround),
  );
});
