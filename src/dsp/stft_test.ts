import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { createRandom } from "../base/random.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import {
  countFrames,
  createPowerSpectra,
  createSpectrogram,
  createWindow,
  powerToDecibels,
  preEmphasis,
  type SpectrogramOptions,
  type StftOptions,
} from "./stft.ts";
import { decodeFloats } from "./testing/decode_floats.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { referenceStft } from "./testing/reference_stft.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

const options: SpectrogramOptions = {
  fftSize: 64,
  hopSamples: 16,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: 60,
};

const caseSchema = z.object({
  fftSize: z.int(),
  hopSamples: z.int(),
  window: z.enum(["hann", "hamming", "blackman", "rectangular"]),
  centre: z.enum(["reflect", "constant", "none"]),
  decibels: z.string(),
});
const fixture = await readJson(
  new URL("./stft_fixture.json", import.meta.url).pathname,
  z.object({ samples: z.string(), floorDb: z.number(), cases: z.array(caseSchema) }),
);

for (const { decibels, ...parameters } of fixture.cases) {
  const { fftSize, window, centre } = parameters;
  Deno.test(`decibels are librosa's: ${fftSize}, ${window}, ${centre}`, () => {
    const create = createSpectrogram({ ...options, ...parameters, floorDb: fixture.floorDb });
    const { values } = create(decodeFloats(fixture.samples));
    const wanted = decodeFloats(decibels);
    assert.equal(values.length, wanted.length);
    values.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-4, `${i}`));
  });
}

Deno.test("scales agree with each other: power is magnitude squared, log is 10 log10 of power", () => {
  const samples = decodeFloats(fixture.samples);
  const of = (scale: SpectrogramOptions["scale"]) =>
    createSpectrogram({ ...options, scale })(samples);
  const [magnitude, power, log] = [of("magnitude"), of("power"), of("log")];
  assert.equal(magnitude.floor, 0);
  const peakDb = 10 * Math.log10(power.values.reduce((a, b) => Math.max(a, b)));
  assert.ok(Math.abs(log.floor - (peakDb - 60)) < 1e-5);
  power.values.forEach((value, i) => {
    assert.ok(Math.abs(magnitude.values[i] ** 2 - value) <= 1e-6 * value);
    const decibels = Math.max(log.floor, 10 * Math.log10(value));
    assert.ok(Math.abs(log.values[i] - decibels) < 1e-5);
  });
});

Deno.test("a full-scale sine at a bin's frequency has half the window's sum as magnitude", () => {
  const sine = Float32Array.from({ length: 640 }, (_, n) => Math.sin((2 * Math.PI * 8 * n) / 64));
  const { values, bins } = createSpectrogram({ ...options, scale: "magnitude" })(sine);
  assert.ok(Math.abs(values[10 * bins + 8] - 16) < 1e-4);
  assert.ok(values[10 * bins + 20] < 1e-4);
});

Deno.test("silence is -100 dB throughout", () => {
  const { values, floor } = createSpectrogram(options)(new Float32Array(320));
  assert.equal(floor, -100);
  assert.ok(values.every((value) => value === -100));
});

realDataTest("magnitudes of real clips are librosa's to 1e-5", "TurEV-DB", async () => {
  const path = new URL("./stft_clips_fixture.json", import.meta.url).pathname;
  const clipSchema = z.object({
    path: z.string(),
    frames: z.int(),
    sum: z.number(),
    maximum: z.number(),
    places: z.array(z.int()),
    magnitudes: z.array(z.number()),
  });
  const { fftSize, hopSamples, clips } = await readJson(
    path,
    z.object({ fftSize: z.int(), hopSamples: z.int(), clips: z.array(clipSchema) }),
  );
  // librosa's default padding is by zeros.
  const spectrogram = createSpectrogram({
    fftSize,
    hopSamples,
    window: "hann",
    centre: "constant",
    scale: "magnitude",
    floorDb: 80,
  });
  assert.equal(clips.length, 4);
  for (const clip of clips) {
    const { samples } = await readAudio(join(realDataRoot, clip.path));
    const { values, frames } = spectrogram(samples);
    assert.equal(frames, clip.frames);
    const sum = values.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum / clip.sum - 1) < 1e-6, `${clip.path}: sum ${sum}`);
    clip.places.forEach((place, i) => {
      const difference = Math.abs(values[place] - clip.magnitudes[i]);
      assert.ok(difference <= 1e-5 * clip.magnitudes[i], `${clip.path} at ${place}`);
    });
  }
});

function oracle(options: StftOptions, samples: Float32Array): number[] {
  const { values, frames, bins } = referenceStft(samples, options);
  return Array.from(
    { length: frames * bins },
    (_, i) => values[2 * i] ** 2 + values[2 * i + 1] ** 2,
  );
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

Deno.test("frames are counted as librosa counts them", () => {
  const count = (centre: "reflect" | "none", length: number) =>
    countFrames(length, { fftSize: 64, hopSamples: 16, centre });
  assert.equal(count("reflect", 1), 1);
  assert.equal(count("reflect", 160), 11);
  assert.equal(count("none", 64), 1);
  assert.equal(count("none", 80), 2);
});

Deno.test("a signal shorter than a frame, or empty, is a user's mistake", () => {
  const spectra = (centre: "constant" | "none") =>
    createPowerSpectra({ fftSize: 64, hopSamples: 16, window: "hann", centre });
  const wrong = { name: "UserError", message: /Expected a signal of at least/ };
  assert.throws(() => spectra("none")(new Float32Array(63)), wrong);
  assert.throws(() => spectra("constant")(new Float32Array(0)), wrong);
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

Deno.test("powerToDecibels is the logarithm, raised to the floor", () => {
  const exponent = fc.double({ min: -18, max: 12, noNaN: true });
  const powers = fc.array(fc.oneof(exponent.map((e) => 10 ** e), fc.constant(0)), { minLength: 1 });
  const floors = fc.double({ min: 1, max: 150, noNaN: true });
  fc.assert(fc.property(powers, floors, (list, floorDb) => {
    const values = Float32Array.from(list);
    const peak = values.reduce((a, b) => Math.max(a, b), 1e-10);
    const floor = powerToDecibels(values, floorDb);
    assert.ok(Math.abs(floor - Math.max(-100, 10 * Math.log10(peak) - floorDb)) < 1e-5);
    values.forEach((value, i) => {
      const exact = Math.max(floor, 10 * Math.log10(Math.fround(list[i])));
      assert.ok(Math.abs(value - exact) < 2e-5, `${list[i]} gave ${value}, not ${exact}`);
    });
  }));
});

Deno.test("pre-emphasis is librosa's", () => {
  const wanted = speechFixture.preEmphasis;
  const found = preEmphasis(speechFixture.samples, 0.97);
  assert.equal(found.length, speechFixture.samples.length);
  assert.ok(largestDifference(found.subarray(0, wanted.length), wanted) < 1e-6);
});

Deno.test("no samples and one sample", () => {
  assert.deepEqual(preEmphasis(new Float32Array(0), 0.97), new Float32Array(0));
  assert.deepEqual(preEmphasis(Float32Array.of(0.5), 0.97), Float32Array.of(1));
});
