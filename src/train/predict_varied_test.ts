import assert from "node:assert/strict";
import { noSpectrogramAugmentation } from "../dsp/augment/spectrogram.ts";
import type { Examples } from "./examples.ts";
import { predictVaried } from "./predict_varied.ts";

const examples: Examples = {
  ids: ["a", "b"],
  labels: [0, 1],
  data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  sampleShape: [2, 2],
};

/** Says the first two numbers of each sample. */
const model = {
  asked: 0,
  predict({ data }: Examples) {
    model.asked++;
    return Promise.resolve(Float32Array.of(data[0], data[1], data[4], data[5]));
  },
};
const spectrogram = { ...noSpectrogramAugmentation, gainDecibels: 1 };
const varied = (variants: number, seed = 1) =>
  predictVaried(model, examples, {
    augmentation: { kind: "spectrogram", spectrogram },
    variants,
    seed,
  });

Deno.test("one variant is the example itself, several are averaged with it", async () => {
  assert.deepEqual([...await varied(1)], [1, 2, 5, 6]);
  model.asked = 0;
  const found = await varied(64);
  assert.equal(model.asked, 64);
  // A gain adds the same to a sample's values, up to 1 either way: 63 of them nearly cancel.
  assert.ok(Math.abs(found[1] - found[0] - 1) < 1e-4 && Math.abs(found[3] - found[2] - 1) < 1e-4);
  assert.ok(found[0] !== 1 && Math.abs(found[0] - 1) < 0.3);
});

Deno.test("the seed fixes the variations", async () => {
  assert.deepEqual(await varied(3), await varied(3));
  assert.notDeepEqual(await varied(3), await varied(3, 2));
});
