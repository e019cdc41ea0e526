import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { levelClip } from "./frames.ts";
import { createInputMeasures } from "./measure_input.ts";
import { createResampler } from "./resample.ts";

const rate = 16_000;

/** Half a second of silence, then a second of a voice-like sound of 120 Hz, then silence. */
function voiceLike(): Float32Array {
  const random = createRandom(1);
  return Float32Array.from({ length: 2 * rate }, (_, n) => {
    if (n < rate / 2 || n >= 1.5 * rate) return 0;
    const phase = (2 * Math.PI * 120 * n) / rate;
    const harmonics = Array.from({ length: 60 }, (_, k) => Math.sin((k + 1) * phase) / (k + 1));
    return 0.2 * harmonics.reduce((sum, value) => sum + value, 0) + 0.003 * random.normal();
  });
}

const measure = createInputMeasures();

Deno.test("level and length are those of the sound, by decibels", () => {
  const samples = voiceLike();
  const sound = samples.subarray(rate / 2, 1.5 * rate);
  const rms = Math.sqrt(sound.reduce((sum, value) => sum + value ** 2, 0) / sound.length);
  const found = measure({ samples, sampleRateHz: rate });
  assert.equal(found.durationS, 2);
  assert.ok(Math.abs(found.levelDb - 20 * Math.log10(rms)) < 0.5);
  const quiet = measure({ samples: samples.map((value) => value / 10), sampleRateHz: rate });
  assert.ok(Math.abs(quiet.levelDb - found.levelDb + 20) < 0.01);
  assert.ok(Math.abs(quiet.peakDb - found.peakDb + 20) < 0.01);
  assert.equal(quiet.cutoffHz, found.cutoffHz);
  const levelled = levelClip(samples, { sampleRateHz: rate, levelDb: -30 });
  assert.ok(Math.abs(measure({ samples: levelled, sampleRateHz: rate }).levelDb + 30) < 0.5);
});

Deno.test("the band ends where a telephone cuts it, at either sampling rate", () => {
  const samples = voiceLike();
  assert.ok(measure({ samples, sampleRateHz: rate }).cutoffHz > 7000);
  const narrow = createResampler(rate, 8000)(samples);
  const wideAgain = createResampler(8000, rate)(narrow);
  for (
    const audio of [
      { samples: narrow, sampleRateHz: 8000 },
      { samples: wideAgain, sampleRateHz: rate },
    ]
  ) {
    const { cutoffHz } = measure(audio);
    assert.ok(cutoffHz > 3400 && cutoffHz <= 4125, `${cutoffHz}`);
  }
});

Deno.test("voice is told from noise, clipping from a full scale, and silence is silence", () => {
  const samples = voiceLike();
  assert.ok(measure({ samples, sampleRateHz: rate }).voicedShare > 0.9);
  const random = createRandom(2);
  const noise = Float32Array.from({ length: rate }, () => 0.1 * random.normal());
  assert.ok(measure({ samples: noise, sampleRateHz: rate }).voicedShare < 0.1);
  assert.equal(measure({ samples, sampleRateHz: rate }).clippedShare, 0);
  const clipped = samples.map((value) => Math.max(-0.2, Math.min(0.2, value)));
  const count = clipped.filter((value) => Math.abs(value) >= 0.2 - 1e-6).length / clipped.length;
  const { clippedShare } = measure({ samples: clipped, sampleRateHz: rate });
  assert.ok(count > 0.05 && clippedShare > 0.8 * count && clippedShare <= count);
  const silence = measure({ samples: new Float32Array(rate), sampleRateHz: rate });
  assert.deepEqual(silence, {
    durationS: 1,
    peakDb: -120,
    levelDb: -120,
    cutoffHz: 0,
    voicedShare: 0,
    clippedShare: 0,
  });
  assert.equal(measure({ samples: new Float32Array(0), sampleRateHz: rate }).durationS, 0);
});

Deno.test("levelClip leaves silence as it is and does not raise hiss without end", () => {
  const silence = new Float32Array(100);
  assert.equal(levelClip(silence, { sampleRateHz: rate, levelDb: -25 }), silence);
  const hiss = Float32Array.from({ length: 1600 }, (_, n) => n % 2 ? 1e-6 : -1e-6);
  const raised = levelClip(hiss, { sampleRateHz: rate, levelDb: -25 });
  assert.ok(Math.abs(Math.abs(raised[5]) - 1e-3) < 1e-6);
});
