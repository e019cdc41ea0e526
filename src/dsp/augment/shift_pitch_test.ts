import assert from "node:assert/strict";
import { decodeFloats } from "../testing/decode_floats.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { shiftPitch } from "./shift_pitch.ts";
import { readWaveFixture } from "./testing/read_wave_fixture.ts";

const fixture = await readWaveFixture();
const samples = decodeFloats(fixture.samples);

for (const { semitones, samples: wanted } of fixture.shifted) {
  Deno.test(`shifting pitch by ${semitones.toFixed(2)} semitones is librosa's with soxr`, () => {
    // The two resamplers' filters differ near the highest frequencies.
    assert.ok(largestDifference(shiftPitch(samples, semitones), decodeFloats(wanted)) < 1e-3);
  });
}

Deno.test("too far is a user's mistake", () => {
  assert.throws(() => shiftPitch(samples, 25), { name: "UserError", message: /-24 to 24/ });
  assert.throws(() => shiftPitch(samples, NaN), { name: "UserError" });
});
