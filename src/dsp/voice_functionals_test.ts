import assert from "node:assert/strict";
import { clipFunctionals } from "./functionals.ts";
import { VOICE_COLUMNS } from "./voice_frames.ts";
import { VOICE_VALUES, voiceFunctionals } from "./voice_functionals.ts";

interface Told {
  pitch: number;
  voiced: number;
  harmonicity: number;
  level: number;
  slope: number;
}

/** A clip of `count` frames, otherwise as `usual`. */
const usual: Told = { pitch: 7.5, voiced: 1, harmonicity: 12, level: -20, slope: 4 };
function clip(count: number, told: (at: number) => Partial<Told>) {
  const rows = Array.from({ length: count }, (_, at) => {
    const { pitch, voiced, harmonicity, level, slope } = { ...usual, ...told(at) };
    const bands = [-1, -10, -20, -30, -40];
    return [pitch, voiced, harmonicity, level, slope, slope + 2, slope + 4, ...bands];
  });
  return { values: Float32Array.from(rows.flat()), frames: count, bins: VOICE_COLUMNS, floor: 0 };
}

/** Named values of the whole clip and of what follows the regions. */
function named(values: Float32Array) {
  const all = [...values];
  const [region, rest] = [all.slice(0, 41), all.slice(3 * 41)];
  return {
    meanPitch: region[0],
    pitchSlope: region[5],
    step: region[6],
    firstSlope: region[7],
    harmonicity: region[16],
    harmonicityDeviation: region[17],
    jitter: region[19],
    shimmer: region[21],
    lowBand: region[25],
    highBand: region[33],
    meanBelow: region[35],
    levelSlope: region[40],
    contour: rest.slice(0, 12),
    relative: rest.slice(12, 24),
    levels: rest.slice(24, 36),
    rhythm: rest.slice(36, 45),
    effort: rest.slice(45),
  };
}

const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) < 1e-5, `${found}, not ${wanted}`);

Deno.test("a steady voice on a rising pitch", () => {
  const { values, bins, frames } = voiceFunctionals(clip(49, (at) => ({ pitch: 7 + at / 48 })));
  assert.deepEqual([bins, frames, values.length], [VOICE_VALUES, 1, VOICE_VALUES]);
  assert.equal(VOICE_VALUES, 170);
  const found = named(values);
  near(found.meanPitch, 7.5);
  near(found.pitchSlope, 0.5);
  near(found.step, 1 / 48);
  near(found.firstSlope, 4);
  near(found.harmonicity, 12);
  near(found.harmonicityDeviation, 0);
  near(found.jitter, 0);
  near(found.shimmer, 0);
  near(found.lowBand, -1);
  near(found.highBand, -40);
  near(found.meanBelow, 0);
  assert.deepEqual(found.rhythm.map((value) => Math.round(value * 100) / 100), [
    49,
    3.89,
    49,
    1,
    1,
    49,
    49,
    49,
    1,
  ]);
  assert.deepEqual(found.effort, [-20, -20]);
  found.contour.slice(1).forEach((value, at) => assert.ok(value > found.contour[at]));
  found.relative.forEach((value, at) => near(value, found.contour[at] - 7.5));
});

Deno.test("halves are regions of their own", () => {
  const { values } = voiceFunctionals(clip(40, (at) => ({ harmonicity: at < 20 ? 5 : 15 })));
  near(values[16], 10);
  near(values[41 + 16], 5);
  near(values[82 + 16], 15);
});

Deno.test("a voice that trembles differs in jitter, one that fades in level", () => {
  const trembling = named(
    voiceFunctionals(clip(30, (at) => ({ pitch: 7.5 + (at % 2 ? 0.01 : -0.01) }))).values,
  );
  near(trembling.jitter, 0.04);
  const fading = named(voiceFunctionals(clip(31, (at) => ({ level: -20 - at }))).values);
  near(fading.levelSlope, -15);
  near(fading.meanBelow, -15);
  assert.deepEqual(fading.rhythm.slice(7), [16, Math.fround(16 / 31)]);
  assert.ok(fading.levels.slice(1).every((value, at) => value < fading.levels[at]));
});

Deno.test("silence at both ends counts for nothing, unvoiced frames have no say in quality", () => {
  const heard = (at: number) => at % 10 < 6 ? {} : { voiced: 0, harmonicity: 0, slope: 0 };
  const silent = { voiced: 0, harmonicity: 0, slope: 0, level: -90 };
  const whole = voiceFunctionals(clip(30, heard)).values;
  const padded = voiceFunctionals(clip(50, (at) => at >= 10 && at < 40 ? heard(at - 10) : silent));
  assert.deepEqual(padded.values, whole);
  const found = named(whole);
  near(found.harmonicity, 12);
  near(found.firstSlope, 4);
  assert.deepEqual(found.rhythm.slice(2, 7), [18, Math.fround(0.6), 3, 6, 6]);
});

Deno.test("one frame, and frames without voice, give finite numbers", () => {
  for (const count of [1, 2, 5]) {
    const { values } = voiceFunctionals(clip(count, () => ({ voiced: 0 })));
    assert.ok(values.every(Number.isFinite), `${count}`);
  }
});

Deno.test("clipFunctionals sums a voice up so", () => {
  const voice = clip(40, (at) => ({ pitch: 7 + at / 40 }));
  assert.deepEqual(clipFunctionals(voice, "voice"), voiceFunctionals(voice));
});

Deno.test("twelve parts' levels are reported below the loudest frame", () => {
  // Four frames a part, each part a decibel quieter.
  const { levels, effort } = named(
    voiceFunctionals(clip(48, (at) => ({ level: -20 - Math.floor(at / 4) }))).values,
  );
  levels.forEach((value, part) => near(value, -part));
  assert.deepEqual(effort, [-20, -25.5]);
});
