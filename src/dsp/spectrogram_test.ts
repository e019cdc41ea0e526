import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { createSpectrogram, type SpectrogramOptions } from "./spectrogram.ts";
import { decodeFloats } from "./testing/decode_floats.ts";

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
    ...{ fftSize, hopSamples, window: "hann", centre: "constant" },
    ...{ scale: "magnitude", floorDb: 80 },
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
