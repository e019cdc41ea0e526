import assert from "node:assert/strict";
import { decodeFloats } from "../testing/decode_floats.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { createSpectrogramInterpolator } from "./interpolate_spectrogram.ts";
import { readSpectrogramFixture } from "./testing/read_spectrogram_fixture.ts";

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
