import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { createRandom } from "../base/random.ts";
import { createStft, createWindow, stft, type StftOptions } from "./stft.ts";
import { decodeFloats } from "./testing/decode_floats.ts";
import { largestDifference } from "./testing/largest_difference.ts";

const fixture = await readJson(
  new URL("./stft_fixture.json", import.meta.url).pathname,
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

/** All frames' spectra one after another, interleaved. */
function collect(options: StftOptions, samples: Float32Array): number[] {
  const all: number[] = [];
  createStft(options).transform(samples, (frame, spectrum) => {
    assert.equal(frame, all.length / spectrum.length);
    all.push(...spectrum);
  });
  return all;
}

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() - 0.5);
}

for (const { frames, spectrum, ...options } of fixture.cases) {
  const { fftSize, hopSamples, window, centre } = options;
  Deno.test(`STFT is librosa's: ${fftSize}/${hopSamples}, ${window}, ${centre}`, () => {
    const found = collect(options, decodeFloats(fixture.samples));
    assert.equal(found.length, frames * (fftSize + 2));
    assert.ok(largestDifference(found, decodeFloats(spectrum)) < 1e-6);
  });
}

for (const fftSize of [64, 128, 256, 512, 1024, 2048, 4096]) {
  Deno.test(`STFT of ${fftSize} is the sum that defines it`, () => {
    const options = { fftSize, hopSamples: 37, window: "hamming", centre: "none" } as const;
    const samples = noise(fftSize + 2 * 37, fftSize);
    const found = collect(options, samples);
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

Deno.test("a transform keeps nothing from one clip to the next", () => {
  const options = { fftSize: 64, hopSamples: 16, window: "hann", centre: "reflect" } as const;
  const stft = createStft(options);
  stft.transform(noise(5000, 1), () => {});
  const short = noise(203, 2);
  const found: number[] = [];
  stft.transform(short, (_, spectrum) => found.push(...spectrum));
  assert.deepEqual(found, collect(options, short));
});

Deno.test("stft gives all frames at once, as createStft one by one", () => {
  const options = { fftSize: 64, hopSamples: 24, window: "hann", centre: "constant" } as const;
  const samples = noise(500, 3);
  const { values, frames, bins } = stft(samples, options);
  assert.deepEqual([frames, bins], [1 + Math.floor(500 / 24), 33]);
  assert.deepEqual(Array.from(values), collect(options, samples));
});

Deno.test("frames are counted as librosa counts them", () => {
  const count = (centre: "reflect" | "none", length: number) =>
    createStft({ fftSize: 64, hopSamples: 16, window: "hann", centre }).frameCount(length);
  assert.equal(count("reflect", 1), 1);
  assert.equal(count("reflect", 160), 11);
  assert.equal(count("none", 64), 1);
  assert.equal(count("none", 80), 2);
});

Deno.test("a signal shorter than a frame, or empty, is a user's mistake", () => {
  const stft = (centre: "constant" | "none") =>
    createStft({ fftSize: 64, hopSamples: 16, window: "hann", centre });
  const wrong = { name: "UserError", message: /Expected a signal of at least/ };
  assert.throws(() => stft("none").transform(new Float32Array(63), () => {}), wrong);
  assert.throws(() => stft("constant").frameCount(0), wrong);
});

Deno.test("windows have the textbook's values and are periodic", () => {
  const close = (found: Float64Array, wanted: number[]) =>
    wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-12, `${i}`));
  close(createWindow("hann", 4), [0, 0.5, 1, 0.5]);
  close(createWindow("hamming", 4), [0.08, 0.54, 1, 0.54]);
  close(createWindow("blackman", 4), [0, 0.34, 1, 0.34]);
  close(createWindow("rectangular", 4), [1, 1, 1, 1]);
});

Deno.test("Hann windows half overlapped add up to one", () => {
  const window = createWindow("hann", 64);
  for (let n = 0; n < 32; n++) assert.ok(Math.abs(window[n] + window[n + 32] - 1) < 1e-12);
});
