import assert from "node:assert/strict";
import { defaultFeatures } from "../feature_config.ts";
import { createPitchContour } from "./contour.ts";

const RATE = 16_000;

/** A voice of 125 Hz for 0.3 s, silence for 0.2 s, a voice of 250 Hz for 0.3 s. */
const samples = Float32Array.from({ length: 0.8 * RATE }, (_, n) => {
  const hertz = n < 0.3 * RATE ? 125 : n < 0.5 * RATE ? 0 : 250;
  return hertz && 0.4 * (((n * hertz) / RATE) % 1 - 0.5);
});
const frames = 81;
const column = (values: Float32Array, index: number) =>
  Array.from({ length: values.length / 3 }, (_, frame) => values[3 * frame + index]);

Deno.test("pitch is in octaves, and runs straight from voice to voice", () => {
  const { values } = createPitchContour(defaultFeatures)(samples, frames);
  const [pitch, voicing] = [column(values, 0), column(values, 1)];
  assert.ok(Math.abs(pitch[15] - Math.log2(125)) < 0.01);
  assert.ok(Math.abs(pitch[65] - Math.log2(250)) < 0.01);
  assert.ok(voicing[15] > 0.95 && voicing[65] > 0.95 && voicing[40] === 0);
  assert.ok(voicing.every((value) => value >= 0 && value <= 1));
  assert.ok(Math.abs(pitch[40] - Math.log2(125 * Math.SQRT2)) < 0.1);
  const steps = pitch.slice(36, 45).map((value, i) => pitch[37 + i] - value);
  assert.ok(steps.every((step) => Math.abs(step - steps[0]) < 1e-5));
});

Deno.test("a frame spans 64 ms: 40 ms beside a jump of the voice nothing of it is seen", () => {
  const jumping = Float32Array.from({ length: 0.8 * RATE }, (_, n) => {
    const hertz = n < 0.4 * RATE ? 125 : 250;
    return 0.4 * (((n * hertz) / RATE) % 1 - 0.5);
  });
  const { values } = createPitchContour(defaultFeatures)(jumping, frames);
  const [pitch, voicing] = [column(values, 0), column(values, 1)];
  const atMs = (ms: number) => Math.round(ms * RATE / 1000 / defaultFeatures.hopSamples);
  for (const [ms, hertz] of [[300, 125], [360, 125], [440, 250], [500, 250]]) {
    assert.ok(Math.abs(pitch[atMs(ms)] - Math.log2(hertz)) < 0.01, `${ms} ms`);
    assert.ok(voicing[atMs(ms)] > 0.95, `${ms} ms`);
  }
});

Deno.test("level is in decibels of full scale, not below the floor", () => {
  const { values, floor } = createPitchContour(defaultFeatures)(samples, frames);
  const level = column(values, 2);
  // A sawtooth's root mean square is its peak / √3.
  assert.ok(Math.abs(level[15] - 20 * Math.log10(0.2 / Math.sqrt(3))) < 0.2);
  assert.ok(Math.abs(level[40] - (Math.max(...level) - defaultFeatures.floorDb)) < 1e-4);
  const [meanPitch, voicing, quietest] = floor as Float32Array;
  assert.ok(Math.abs(meanPitch - column(values, 0).reduce((a, b) => a + b) / frames) < 1e-4);
  assert.deepEqual([voicing, quietest], [0, level[40]]);
});

Deno.test("silence has the middle of the range as pitch, no voicing, and -100 dB", () => {
  const { values } = createPitchContour(defaultFeatures)(new Float32Array(3200), 21);
  assert.deepEqual(new Set(column(values, 0)), new Set([Math.fround(Math.log2(36_000) / 2)]));
  assert.deepEqual(new Set(column(values, 1)), new Set([0]));
  assert.deepEqual(new Set(column(values, 2)), new Set([-100]));
});

Deno.test("without padding the first frame is centred half a spectrum in", () => {
  const { values } = createPitchContour({ ...defaultFeatures, centre: "none" })(samples, 70);
  const padded = createPitchContour({ ...defaultFeatures, hopSamples: 16 })(samples, 801);
  // Centre 256 + 160 t: every tenth frame of a hop of 16 from the sixteenth on.
  const wanted = Array.from({ length: 70 }, (_, t) => padded.values[3 * (16 + 10 * t) + 2]);
  assert.deepEqual(column(values, 2), wanted);
});
