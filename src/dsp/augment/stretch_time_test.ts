import assert from "node:assert/strict";
import { decodeFloats } from "../testing/decode_floats.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { stretchTime } from "./stretch_time.ts";
import { readWaveFixture } from "./testing/read_wave_fixture.ts";

const fixture = await readWaveFixture();
const samples = decodeFloats(fixture.samples);

for (const { rate, samples: wanted } of fixture.stretched) {
  Deno.test(`stretching time by ${rate} is librosa's`, () => {
    assert.ok(largestDifference(stretchTime(samples, rate), decodeFloats(wanted)) < 1e-6);
  });
}

Deno.test("at the same rate the sound stays, however short", () => {
  assert.ok(largestDifference(stretchTime(samples, 1), samples) < 1e-6);
  assert.deepEqual([...stretchTime(Float32Array.of(0.5), 2)].length, 1);
});

Deno.test("odd rates and no sound are a user's mistake", () => {
  for (const rate of [0, -1, NaN, Infinity]) {
    assert.throws(() => stretchTime(samples, rate), { message: /Expected a positive rate/ });
  }
  assert.throws(() => stretchTime(new Float32Array(0), 2), { name: "UserError" });
});
