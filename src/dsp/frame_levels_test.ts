import assert from "node:assert/strict";
import { frameLevels } from "./frame_levels.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

Deno.test("levels are librosa's", () => {
  const { samples, rms, fftSize, hopSamples } = speechFixture;
  const found = frameLevels(samples, rms.length, { frameSamples: fftSize, hopSamples });
  assert.ok(largestDifference(found, rms) < 1e-6);
});

Deno.test("a constant has its magnitude, half outside of the signal √½ of it", () => {
  const options = { frameSamples: 8, hopSamples: 8 };
  const levels = frameLevels(new Float32Array(16).fill(-0.5), 3, options);
  assert.deepEqual(
    [...levels],
    [Math.SQRT1_2, 1, Math.SQRT1_2].map((part) => Math.fround(part / 2)),
  );
  const [inside] = frameLevels(new Float32Array(16).fill(-0.5), 1, { ...options, firstCentre: 4 });
  assert.equal(inside, 0.5);
});
