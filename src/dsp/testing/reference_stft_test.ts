import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import { createRandom } from "../../base/random.ts";
import { referenceStft } from "./reference_stft.ts";
import { createWindow } from "../stft.ts";
import { decodeFloats } from "./decode_floats.ts";
import { largestDifference } from "./largest_difference.ts";

const fixture = await readJson(
  new URL("../stft_fixture.json", import.meta.url).pathname,
  z.object({
    samples: z.string(),
    cases: z.array(z.object({
      fftSize: z.int(),
      hopSamples: z.int(),
      window: z.enum(["hann", "hamming", "blackman", "rectangular"]),
      centre: z.enum(["reflect", "constant", "none"]),
      frames: z.int(),
      spectrum: z.string(),
    })),
  }),
);

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() - 0.5);
}

for (const { frames, spectrum, ...options } of fixture.cases) {
  const { fftSize, hopSamples, window, centre } = options;
  Deno.test(`the reference STFT is librosa's: ${fftSize}/${hopSamples}, ${window}, ${centre}`, () => {
    const found = referenceStft(decodeFloats(fixture.samples), options).values;
    assert.equal(found.length, frames * (fftSize + 2));
    assert.ok(largestDifference(found, decodeFloats(spectrum)) < 1e-6);
  });
}

for (const fftSize of [64, 128, 256, 512, 1024, 2048, 4096]) {
  Deno.test(`the reference STFT of ${fftSize} is the sum that defines it`, () => {
    const options = { fftSize, hopSamples: 37, window: "hamming", centre: "none" } as const;
    const samples = noise(fftSize + 2 * 37, fftSize);
    const found = referenceStft(samples, options).values;
    const window = createWindow("hamming", fftSize);
    for (const frame of [0, 1, 2]) {
      for (const bin of [0, 1, fftSize / 4 + 3, fftSize / 2]) {
        let real = 0, imaginary = 0;
        for (let n = 0; n < fftSize; n++) {
          const angle = (-2 * Math.PI * bin * n) / fftSize;
          real += window[n] * samples[frame * 37 + n] * Math.cos(angle);
          imaginary += window[n] * samples[frame * 37 + n] * Math.sin(angle);
        }
        const place = frame * (fftSize + 2) + 2 * bin;
        assert.ok(Math.hypot(found[place] - real, found[place + 1] - imaginary) < 1e-9);
      }
    }
  });
}
