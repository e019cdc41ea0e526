import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { defaultFeatures } from "./feature_config.ts";
import { praatFixture } from "./testing/praat_pitch_fixture.ts";
import {
  createHarmonicLevels,
  createVoiceFrames,
  VOICE_COLUMNS,
  voiceColumns,
} from "./voice_frames.ts";

const RATE = 16_000;
const random = createRandom(3);

/** Harmonics k of 200 Hz with amplitude 1 / k for 0.4 s, then noise for 0.4 s. */
const samples = Float32Array.from({ length: 0.8 * RATE }, (_, n) => {
  if (n >= 0.4 * RATE) return 0.05 * random.normal();
  const harmonics = [1, 2, 3, 4, 5, 6];
  return harmonics.reduce(
    (sum, k) => sum + (0.2 / k) * Math.sin((2 * Math.PI * 200 * k * n) / RATE),
    0,
  );
});

const found = createVoiceFrames(defaultFeatures)(samples);
const column = (index: number) =>
  Array.from({ length: found.frames }, (_, frame) => found.values[frame * found.bins + index]);

Deno.test("a frame every hop, with all columns", () => {
  assert.deepEqual([found.frames, found.bins], [81, VOICE_COLUMNS]);
  assert.equal(VOICE_COLUMNS, 12);
  assert.ok(found.values.every(Number.isFinite));
});

Deno.test("the voice has its pitch, its harmonics and nearly no noise", () => {
  assert.ok(Math.abs(column(voiceColumns.pitch)[20] - Math.log2(200)) < 1e-3);
  assert.equal(column(voiceColumns.voiced)[20], 1);
  assert.ok(column(voiceColumns.harmonicity)[20] > 30);
  const slopes = [0, 1, 2].map((at) => column(voiceColumns.harmonicSlopes + at)[20]);
  const wanted = [2, 3, 4].map((k) => 20 * Math.log10(k));
  slopes.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 0.1, `${value}`));
  const power = [1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + 0.02 / k ** 2, 0);
  assert.ok(Math.abs(column(voiceColumns.level)[20] - 10 * Math.log10(power)) < 0.5);
});

Deno.test("noise is unvoiced, continues the pitch, and has its power in high bands", () => {
  assert.equal(column(voiceColumns.voiced)[60], 0);
  assert.equal(column(voiceColumns.harmonicity)[60], 0);
  assert.ok(Math.abs(column(voiceColumns.pitch)[60] - Math.log2(200)) < 0.1);
  const bands = (frame: number) =>
    [0, 1, 2, 3, 4].map((at) => 10 ** (column(voiceColumns.bands + at)[frame] / 10));
  const ofNoise = bands(60);
  assert.ok(Math.abs(ofNoise.reduce((sum, share) => sum + share, 0) - 1) < 1e-4);
  // Half of the bins lie from 4 kHz on.
  assert.ok(Math.abs(ofNoise[4] - 0.5) < 0.15, `${ofNoise[4]}`);
  assert.ok(bands(20)[0] > 0.8 && bands(20)[4] < 1e-3);
});

Deno.test("silence is level at its floor, without voice and power", () => {
  const silent = createVoiceFrames(defaultFeatures)(new Float32Array(3200));
  assert.deepEqual(
    [...silent.values.subarray(0, VOICE_COLUMNS)].slice(1),
    [0, 0, -100, 0, 0, 0, -80, -80, -80, -80, -80],
  );
  assert.deepEqual(silent.floor, silent.values.slice(0, VOICE_COLUMNS));
});

Deno.test("without padding the first frame is centred half a spectrum in", () => {
  const unpadded = createVoiceFrames({ ...defaultFeatures, centre: "none" })(
    samples,
  );
  const all = createVoiceFrames({ ...defaultFeatures, hopSamples: 32 })(samples);
  const at = (clip: typeof all, frame: number) => clip.values[frame * VOICE_COLUMNS + 3];
  // Centre 256 + 160 t is frame 8 + 5 t of a hop of 32.
  assert.ok(Math.abs(at(unpadded, 7) - at(all, 8 + 5 * 7)) < 1e-5);
});

Deno.test("levels are those of the discrete-time Fourier transform, each to 1e-4 dB", () => {
  const { samples, pitchHz, firstCentre, harmonics, harmonicFrameSamples, ...options } =
    praatFixture;
  const levels = createHarmonicLevels({ ...options, frameSamples: harmonicFrameSamples })(
    ...[samples, pitchHz, firstCentre] as const,
  );
  assert.equal(levels.length, harmonics.length);
  levels.forEach((level, at) => assert.ok(Math.abs(level - harmonics[at]) < 1e-4, `${at}`));
});

Deno.test("harmonics of 1, 1/2, 1/4 and none lie 6, 12 and many decibels apart", () => {
  const wave = Float32Array.from(
    { length: 4000 },
    (_, n) =>
      [1, 0.5, 0.25].reduce(
        (sum, part, at) => sum + part * Math.sin((2 * Math.PI * (at + 1) * 200 * n) / 16_000),
        0,
      ),
  );
  const options = { sampleRateHz: 16_000, frameSamples: 640, hopSamples: 160 };
  const [first, second, third, fourth] = createHarmonicLevels(options)(
    wave,
    Float32Array.of(200),
    2000,
  );
  assert.ok(Math.abs(first - second - 6.0206) < 1e-3);
  assert.ok(Math.abs(first - third - 12.0412) < 1e-3);
  assert.ok(first - fourth > 60);
});

Deno.test("unvoiced frames have 0, silence that is called voiced -120 dB", () => {
  const options = { sampleRateHz: 16_000, frameSamples: 640, hopSamples: 160 };
  const levels = createHarmonicLevels(options)(new Float32Array(1000), Float32Array.of(0, 100));
  assert.deepEqual([...levels], [0, 0, 0, 0, -120, -120, -120, -120]);
});

Deno.test("a band above half of the sampling rate is empty, whatever the next frame holds", () => {
  // At 8 kHz the last band, from 4 kHz on, has but the very last bin; all power is near 0 Hz.
  const low = Float32Array.from({ length: 8000 }, (_, n) => 0.5 + 0.1 * Math.sin(n / 4));
  const { values, frames, bins } = createVoiceFrames({
    ...defaultFeatures,
    sampleRateHz: 8000,
  })(low);
  for (let frame = 10; frame < frames - 10; frame++) {
    assert.ok(values[(frame + 1) * bins - 1] < -60, `${values[(frame + 1) * bins - 1]}`);
  }
});
