import assert from "node:assert/strict";
import { derivatives, fitFrames, frameLevels, regressionDeltas } from "./frames.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

/** Frame f holds f + 1 in each of two bins; what is padded holds -9. */
function fitted(found: number, frames: number, alignment: "start" | "centre"): number[] {
  const values = Float32Array.from({ length: 2 * found }, (_, i) => Math.floor(i / 2) + 1);
  const out = new Float32Array(2 * frames);
  fitFrames({ values, frames: found, bins: 2, floor: -9 }, { frames, alignment }, out);
  out.forEach((value, i) => assert.equal(value, out[i - (i % 2)]));
  return [...out].filter((_, i) => i % 2 === 0);
}

const cases: [string, number[], number[]][] = [
  ["as long", fitted(3, 3, "start"), [1, 2, 3]],
  ["as long, centred", fitted(3, 3, "centre"), [1, 2, 3]],
  ["cropped", fitted(5, 2, "start"), [1, 2]],
  ["cropped around the centre", fitted(5, 2, "centre"), [2, 3]],
  ["padded", fitted(2, 5, "start"), [1, 2, -9, -9, -9]],
  ["padded around the centre", fitted(2, 5, "centre"), [-9, 1, 2, -9, -9]],
];

for (const [name, found, wanted] of cases) {
  Deno.test(`fitFrames: ${name}`, () => assert.deepEqual(found, wanted));
}

Deno.test("fitFrames: padded with a floor for each bin", () => {
  const out = new Float32Array(8);
  const clip = {
    values: Float32Array.of(1, 2),
    frames: 1,
    bins: 2,
    floor: Float32Array.of(-1, -2),
  };
  fitFrames(clip, { frames: 4, alignment: "centre" }, out);
  assert.deepEqual([...out], [-1, -2, 1, 2, -1, -2, -1, -2]);
});

const series = (frames: number, value: (frame: number) => number) =>
  Float32Array.from({ length: frames * 2 }, (_, place) => value(place >> 1) * (1 + (place & 1)));

for (const frames of [20, 9, 8, 5, 3]) {
  Deno.test(`a straight line of ${frames} frames has its slope throughout`, () => {
    const slopes = derivatives(series(frames, (frame) => 3 * frame - 7), frames, 2, 1);
    slopes.forEach((slope, place) => assert.ok(Math.abs(slope - 3 * (1 + (place & 1))) < 1e-5));
  });

  Deno.test(`a parabola of ${frames} frames has its curvature throughout`, () => {
    const curved = derivatives(series(frames, (frame) => 2 * frame * frame - frame), frames, 2, 2);
    curved.forEach((value, place) => assert.ok(Math.abs(value - 4 * (1 + (place & 1))) < 1e-4));
  });
}

Deno.test("two frames and fewer have no derivative", () => {
  for (const frames of [0, 1, 2]) {
    assert.deepEqual(
      derivatives(series(frames, (t) => t), frames, 2, 1),
      new Float32Array(frames * 2),
    );
  }
});

Deno.test("delta regression is the slope inside, and less where the ends stand for what is beyond", () => {
  const slopes = regressionDeltas(series(6, (frame) => 10 * frame), 6, 2);
  // (1 · 10 + 2 · 20) / 10 at the first frame, (1 · 20 + 2 · 30) / 10 at the second.
  const expected = [5, 8, 10, 10, 8, 5].flatMap((slope) => [slope, 2 * slope]);
  assert.deepEqual([...slopes], expected);
  assert.deepEqual([...regressionDeltas(Float32Array.of(3, 4), 1, 2)], [0, 0]);
});

Deno.test("levels are librosa's", () => {
  const { samples, rms, fftSize, hopSamples } = speechFixture;
  const found = frameLevels(samples, rms.length, { frameSamples: fftSize, hopSamples });
  assert.ok(largestDifference(found, rms) < 1e-6);
});

Deno.test("a constant has its magnitude, half outside of the signal √½ of it", () => {
  const options = { frameSamples: 8, hopSamples: 8 };
  const levels = frameLevels(new Float32Array(16).fill(-0.5), 3, options);
  assert.deepEqual(
    [...levels],
    [Math.SQRT1_2, 1, Math.SQRT1_2].map((part) => Math.fround(part / 2)),
  );
  const [inside] = frameLevels(new Float32Array(16).fill(-0.5), 1, { ...options, firstCentre: 4 });
  assert.equal(inside, 0.5);
});
