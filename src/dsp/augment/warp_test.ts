import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { decodeFloats } from "../testing/decode_floats.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { readSpectrogramFixture } from "./testing/read_spectrogram_fixture.ts";
import {
  createEqualiserCurve,
  createSpectrogramInterpolator,
  unshiftPitch,
  unwarpVocalTract,
  warpFrequencies,
  warpTime,
} from "./warp.ts";

const fixture = await readSpectrogramFixture();
const { frames, bins } = fixture;
const values = decodeFloats(fixture.values);

Deno.test("values between frames and bins are scipy's", () => {
  const grid = {
    framePositions: decodeFloats(fixture.framePositions),
    binPositions: decodeFloats(fixture.binPositions),
    raise: new Float32Array(bins),
  };
  const out = new Float32Array(frames * bins);
  createSpectrogramInterpolator(bins)(values, grid, out);
  assert.ok(largestDifference(out, decodeFloats(fixture.read)) < 1e-6);
});

Deno.test("whole positions give the values themselves, each bin raised by its amount", () => {
  const grid = {
    framePositions: Float32Array.from({ length: frames }, (_, frame) => frames - 1 - frame),
    binPositions: Float32Array.from({ length: bins }, (_, bin) => bin),
    raise: Float32Array.from({ length: bins }, (_, bin) => bin / 2),
  };
  const out = new Float32Array(frames * bins);
  createSpectrogramInterpolator(bins)(values, grid, out);
  out.forEach((value, i) => {
    const frame = Math.floor(i / bins), bin = i % bins;
    assert.equal(value, Math.fround(values[(frames - 1 - frame) * bins + bin] + bin / 2));
  });
});

function warped(factor: number, shiftFrames: number): number[] {
  const positions = new Float32Array(5);
  warpTime(factor, shiftFrames, positions);
  return [...positions];
}

Deno.test("tempo changes about the middle, a shift moves to later, ends go on", () => {
  assert.deepEqual(warped(1, 0), [0, 1, 2, 3, 4]);
  assert.deepEqual(warped(0.5, 0), [1, 1.5, 2, 2.5, 3]);
  assert.deepEqual(warped(2, 0), [0, 0, 2, 4, 4]);
  assert.deepEqual(warped(1, 2), [0, 0, 0, 1, 2]);
  assert.deepEqual(warped(1, -0.5), [0.5, 1.5, 2.5, 3.5, 4]);
});

const { warps } = await readSpectrogramFixture();

for (const { axis, factor, frequencies, positions } of warps) {
  Deno.test(`a vocal tract's warp by ${factor} is the published one, bins ${axis}`, () => {
    const found = new Float32Array(frequencies.length);
    const highest = frequencies[frequencies.length - 1];
    warpFrequencies(frequencies, unwarpVocalTract(factor, highest), found);
    assert.ok(largestDifference(found, positions) < 1e-6);
  });
}

Deno.test("pitch moves by the same ratio everywhere, and what lies beyond is the end", () => {
  const found = new Float32Array(9);
  const bins = Array.from({ length: 9 }, (_, bin) => bin);
  warpFrequencies(bins, unshiftPitch(12), found);
  assert.deepEqual([...found], [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]);
  warpFrequencies(bins, unshiftPitch(-12), found);
  assert.deepEqual([...found], [0, 2, 4, 6, 8, 8, 8, 8, 8]);
  const one = new Float32Array(1);
  warpFrequencies([100], unshiftPitch(5), one);
  assert.deepEqual([...one], [0]);
});

Deno.test("curves have mean 0, the deviation requested, and are smooth", () => {
  const bins = 80;
  const draw = createEqualiserCurve(bins, 3);
  const random = createRandom(1);
  const curve = new Float32Array(bins);
  let square = 0, step = 0;
  const curves = 4000;
  for (let i = 0; i < curves; i++) {
    draw(random, curve);
    assert.ok(Math.abs(curve.reduce((sum, value) => sum + value, 0)) < 1e-3);
    square += curve.reduce((sum, value) => sum + value ** 2, 0) / bins;
    for (let bin = 1; bin < bins; bin++) step += (curve[bin] - curve[bin - 1]) ** 2 / (bins - 1);
  }
  assert.ok(Math.abs(Math.sqrt(square / curves) - 3) < 0.1);
  // Each of the four cosines adds (3 / √(½ Σ 1 / k²) π / 80)² / 2 to the steps' mean square.
  assert.ok(Math.abs(Math.sqrt(step / curves) - 0.197) < 0.01);
});

Deno.test("a deviation of 0 is a flat curve", () => {
  const curve = new Float32Array(16).fill(7);
  createEqualiserCurve(16, 0)(createRandom(1), curve);
  assert.ok(curve.every((value) => value === 0));
});
