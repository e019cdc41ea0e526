import assert from "node:assert/strict";
import { noSpectrogramAugmentation } from "../dsp/augment/spectrogram.ts";
import type { Examples } from "./examples.ts";
import { predictAugmented, withTestTimeAugmentation } from "./test_time_augmentation.ts";

/** One picture of 3 by 3 with two channels: the row's number and the column's. */
const examples: Examples = {
  ids: ["a"],
  labels: [0],
  data: Uint8Array.from({ length: 18 }, (_, at) => at % 2 ? (at >> 1) % 3 : Math.floor(at / 6)),
  sampleShape: [3, 3, 2],
};

Deno.test("a picture is predicted as it is and moved towards each corner, its edges going on", async () => {
  const seen: number[][] = [];
  const predictor = {
    predict: ({ data }: Examples) => {
      seen.push([...data]);
      return Promise.resolve(Float32Array.of(seen.length, 0));
    },
  };
  assert.deepEqual(
    await withTestTimeAugmentation(predictor, 1).predict(examples),
    Float32Array.of(3, 0),
  );
  assert.deepEqual(seen[0], [...examples.data]);
  // Down and to the right: the first row and column twice, the last ones gone.
  assert.deepEqual(seen[1], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1]);
  // Up and to the left.
  assert.deepEqual(seen[4], [1, 1, 1, 2, 1, 2, 2, 1, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2]);
  assert.equal(new Set(seen.map(String)).size, 5);
});

Deno.test("without pixels the predictor stays what it is", () => {
  const predictor = { predict: () => Promise.resolve(new Float32Array(0)) };
  assert.equal(withTestTimeAugmentation(predictor, undefined), predictor);
});

const variedExamples: Examples = {
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
  predictAugmented(model, variedExamples, {
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
