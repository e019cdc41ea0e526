import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import type { FeatureSet } from "./feature_config.ts";
import { applyNormaliser, fitNormaliser, normaliserSchema } from "./normalise.ts";

const [clips, frames, bins] = [7, 5, 3];

function madeFeatures(): FeatureSet {
  const random = createRandom(3);
  const length = clips * frames * bins;
  const data = Float32Array.from({ length }, (_, i) => random.normal() * (i % bins + 1) - 40);
  return {
    ids: Array.from({ length: clips }, (_, i) => `${i}`),
    data,
    shape: [clips, frames, bins],
  };
}

/** Values of some clips, of one bin or of all. */
function select({ data }: FeatureSet, rows: number[], bin?: number): number[] {
  const inRow = (row: number) => [...data.subarray(row * frames * bins, (row + 1) * frames * bins)];
  return rows.flatMap(inRow).filter((_, i) => bin === undefined || i % bins === bin);
}

function moments(values: number[]): [number, number] {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)];
}

const trainRows = [0, 2, 3, 6];

for (const kind of ["perBin", "global"] as const) {
  Deno.test(`${kind}: training rows get mean 0 and deviation 1, after JSON as well`, () => {
    const features = madeFeatures();
    const before = features.data.slice();
    const json = JSON.parse(JSON.stringify(fitNormaliser(features, trainRows, kind)));
    const normalised = applyNormaliser(features, normaliserSchema.parse(json));
    const parts = kind === "perBin" ? [0, 1, 2] : [undefined];
    for (const bin of parts) {
      const [mean, deviation] = moments(select(normalised, trainRows, bin));
      assert.ok(Math.abs(mean) < 1e-5 && Math.abs(deviation - 1) < 1e-5);
    }
    assert.deepEqual(features.data, before);
  });
}

Deno.test("rows outside the training part do not matter", () => {
  const features = madeFeatures();
  const fitted = fitNormaliser(features, trainRows, "perBin");
  features.data.fill(1e6, 1 * frames * bins, 2 * frames * bins);
  assert.deepEqual(fitNormaliser(features, trainRows, "perBin"), fitted);
});

Deno.test("a bin that never changes is centred, not divided by zero", () => {
  const features = madeFeatures();
  features.data.forEach((_, i) => {
    if (i % bins === 1) features.data[i] = -80;
  });
  const normalised = applyNormaliser(features, fitNormaliser(features, trainRows, "perBin"));
  assert.ok(select(normalised, trainRows, 1).every((value) => value === 0));
});

Deno.test("none leaves features as they are", () => {
  const features = madeFeatures();
  assert.equal(applyNormaliser(features, fitNormaliser(features, [], "none")), features);
});

Deno.test("no training rows, and other bins, are refused", () => {
  const features = madeFeatures();
  assert.throws(() => fitNormaliser(features, [], "global"), /Expected rows to fit/);
  const normaliser = fitNormaliser(features, trainRows, "perBin");
  const other: FeatureSet = { ids: ["a"], data: new Float32Array(4), shape: [1, 2, 2] };
  assert.throws(() => applyNormaliser(other, normaliser), /fitted on 2 bins, but found one of 3/);
});
