import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { createPowerSpectra } from "./power_spectra.ts";
import { createStft, type StftOptions } from "./stft.ts";
import { largestDifference } from "./testing/largest_difference.ts";

/** By fft.js. */
function oracle(options: StftOptions, samples: Float32Array): number[] {
  const powers: number[] = [];
  createStft(options).transform(samples, (_, spectrum) => {
    for (let k = 0; k < spectrum.length; k += 2) {
      powers.push(spectrum[k] ** 2 + spectrum[k + 1] ** 2);
    }
  });
  return powers;
}

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() - 0.5);
}

for (const fftSize of [64, 128, 256, 512, 1024, 2048, 4096]) {
  for (const centre of ["reflect", "constant", "none"] as const) {
    Deno.test(`power spectra of ${fftSize}, ${centre}, are fft.js's, each value to 1e-6`, () => {
      const options = { fftSize, hopSamples: fftSize / 4 + 3, window: "hann", centre } as const;
      const spectra = createPowerSpectra(options);
      // Lengths that leave the last group of frames with one to four of them.
      for (const more of [0, 1, 2, 3, 4]) {
        const samples = noise(fftSize + more * options.hopSamples + 1, more);
        const wanted = oracle(options, samples);
        const { values, frames, bins } = spectra(samples);
        assert.equal(frames * bins, wanted.length);
        const peak = Math.max(...wanted);
        wanted.forEach((value, i) => {
          assert.ok(Math.abs(values[i] - value) <= 1e-6 * value + 1e-13 * peak, `${i}`);
        });
      }
    });
  }
}

Deno.test("power spectra keep nothing from one clip to the next", () => {
  const options = { fftSize: 64, hopSamples: 100, window: "blackman", centre: "reflect" } as const;
  const spectra = createPowerSpectra(options);
  const short = noise(203, 2);
  const before = spectra(short);
  const long = noise(50_000, 1);
  assert.ok(largestDifference(spectra(long).values, oracle(options, long)) < 1e-7);
  assert.deepEqual(spectra(short), before);
});

Deno.test("a signal without a frame is refused as by the transform itself", () => {
  const spectra = createPowerSpectra({
    ...{ fftSize: 64, hopSamples: 16, window: "hann", centre: "none" },
  });
  assert.throws(() => spectra(new Float32Array(63)), /Expected a signal of at least 64 samples/);
});
