import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { speechFixture } from "../testing/speech_features_fixture.ts";
import { createYin, type YinOptions } from "./yin.ts";

const options: YinOptions = {
  sampleRateHz: 16_000,
  lowestHz: 60,
  highestHz: 600,
  frameSamples: 1024,
  hopSamples: 160,
};

Deno.test("pitch is librosa's, each frame to 1e-5", () => {
  const { samples, sampleRateHz, hopSamples, yin: { pitchHz, ...range } } = speechFixture;
  const found = createYin({ ...range, sampleRateHz, hopSamples })(samples, pitchHz.length);
  found.pitchHz.forEach((value, frame) => {
    assert.ok(Math.abs(value / pitchHz[frame] - 1) < 1e-5, `frame ${frame}: ${value}`);
  });
});

for (const hertz of [65, 110, 220.5, 440, 590]) {
  Deno.test(`a sawtooth of ${hertz} Hz has that pitch and is periodic`, () => {
    const wave = Float32Array.from({ length: 8000 }, (_, n) => ((n * hertz) / 16_000) % 1 - 0.5);
    const { pitchHz, aperiodicity } = createYin(options)(wave, 40, 1000);
    pitchHz.forEach((value) => assert.ok(Math.abs(value / hertz - 1) < 0.01, `${value}`));
    assert.ok(aperiodicity.every((value) => value < 0.1));
  });
}

Deno.test("noise is aperiodic, and so is silence", () => {
  const random = createRandom(1);
  const noise = Float32Array.from({ length: 8000 }, () => random.normal());
  const ofNoise = createYin(options)(noise, 40, 1000).aperiodicity;
  assert.ok(ofNoise.every((value) => value > 0.6 && value <= 1));
  const silent = createYin(options)(new Float32Array(8000), 40);
  assert.ok(silent.aperiodicity.every((value) => value === 1));
  assert.ok(silent.pitchHz.every(Number.isFinite));
});

Deno.test("frames before, within and behind a short signal are found alike", () => {
  const { pitchHz } = createYin(options)(Float32Array.of(0.1, -0.1, 0.1), 9);
  assert.equal(pitchHz.length, 9);
  assert.ok(pitchHz.every(Number.isFinite));
});

for (
  const wrong of [{ lowestHz: 0 }, { lowestHz: 700 }, { highestHz: 9000 }, { frameSamples: 260 }]
) {
  Deno.test(`yin refuses ${JSON.stringify(wrong)}`, () => {
    assert.throws(
      () => createYin({ ...options, ...wrong }),
      /^UserError: Expected pitches above 0/,
    );
  });
}

Deno.test("yin takes pitches up to half of the rate, and periods up to two samples below the frame", () => {
  // A period of 16000 / 60 Hz is 267 samples.
  assert.doesNotThrow(() => createYin({ ...options, highestHz: 8000 }));
  assert.doesNotThrow(() => createYin({ ...options, frameSamples: 269 }));
  assert.throws(() => createYin({ ...options, frameSamples: 268 }), /UserError/);
  assert.throws(() => createYin({ ...options, highestHz: 8001 }), /UserError/);
});
