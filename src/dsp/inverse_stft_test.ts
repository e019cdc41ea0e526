import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { readWaveFixture } from "./augment/testing/read_wave_fixture.ts";
import { inverseStft } from "./inverse_stft.ts";
import { stft } from "./stft.ts";
import { decodeFloats } from "./testing/decode_floats.ts";
import { largestDifference } from "./testing/largest_difference.ts";

Deno.test("a changed transform goes back to librosa's signal", async () => {
  const fixture = await readWaveFixture();
  const options = { fftSize: 512, hopSamples: 128, window: "hann", centre: "constant" } as const;
  const samples = decodeFloats(fixture.samples);
  const transform = stft(samples, options);
  const frameValues = 2 * transform.bins;
  transform.values.subarray(10 * frameValues, 20 * frameValues).forEach((value, i, part) => {
    part[i] = value / 2;
  });
  const found = inverseStft(transform, options, samples.length);
  assert.ok(largestDifference(found, decodeFloats(fixture.inverse)) < 1e-6);
});

for (const centre of ["constant", "reflect", "none"] as const) {
  Deno.test(`a signal's own transform goes back to it, centre ${centre}`, () => {
    const random = createRandom(1);
    const samples = Float32Array.from({ length: 900 }, () => random.normal());
    const options = { fftSize: 64, hopSamples: 20, window: "hamming", centre } as const;
    const found = inverseStft(stft(samples, options), options, 960);
    // Without padding, frames end at the last whole one.
    const reached = centre === "none" ? 64 + 41 * 20 : 900;
    assert.ok(largestDifference(found.subarray(0, reached), samples.subarray(0, reached)) < 1e-6);
    assert.ok(found.subarray(932).every((value) => value === 0));
  });
}
