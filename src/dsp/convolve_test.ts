import assert from "node:assert/strict";
import { readWaveFixture } from "./augment/testing/read_wave_fixture.ts";
import { convolve } from "./convolve.ts";
import { decodeFloats } from "./testing/decode_floats.ts";
import { largestDifference } from "./testing/largest_difference.ts";

Deno.test("convolution is scipy's", async () => {
  const { samples, response, convolved } = await readWaveFixture();
  const found = convolve(decodeFloats(samples), decodeFloats(response));
  assert.ok(largestDifference(found, decodeFloats(convolved)) < 1e-6);
});

Deno.test("short signals are convolved as on paper; nothing with anything is nothing", () => {
  const found = convolve(Float32Array.of(1, 2, 3), Float32Array.of(4, -5));
  assert.deepEqual(Array.from(found, Math.round), [4, 3, 2, -15]);
  assert.deepEqual([...convolve(Float32Array.of(3), Float32Array.of(2))], [6]);
  assert.equal(convolve(new Float32Array(0), Float32Array.of(1)).length, 0);
});
