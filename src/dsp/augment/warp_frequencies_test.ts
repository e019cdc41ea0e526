import assert from "node:assert/strict";
import { largestDifference } from "../testing/largest_difference.ts";
import { readSpectrogramFixture } from "./testing/read_spectrogram_fixture.ts";
import { unshiftPitch, unwarpVocalTract, warpFrequencies } from "./warp_frequencies.ts";

const { warps } = await readSpectrogramFixture();

for (const { axis, factor, frequencies, positions } of warps) {
  Deno.test(`a vocal tract's warp by ${factor} is the published one, bins ${axis}`, () => {
    const found = new Float32Array(frequencies.length);
    const highest = frequencies[frequencies.length - 1];
    warpFrequencies(frequencies, unwarpVocalTract(factor, highest), found);
    assert.ok(largestDifference(found, positions) < 1e-6);
  });
}

Deno.test("pitch moves by the same ratio everywhere, and what lies beyond is the end", () => {
  const found = new Float32Array(9);
  const bins = Array.from({ length: 9 }, (_, bin) => bin);
  warpFrequencies(bins, unshiftPitch(12), found);
  assert.deepEqual([...found], [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]);
  warpFrequencies(bins, unshiftPitch(-12), found);
  assert.deepEqual([...found], [0, 2, 4, 6, 8, 8, 8, 8, 8]);
  const one = new Float32Array(1);
  warpFrequencies([100], unshiftPitch(5), one);
  assert.deepEqual([...one], [0]);
});
