import assert from "node:assert/strict";
import { createHarmonicLevels } from "./harmonic_levels.ts";
import { praatFixture } from "./testing/praat_pitch_fixture.ts";

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
