import assert from "node:assert/strict";
import { changeGain } from "./change_gain.ts";

Deno.test("20 dB are a factor of 10 and 0 dB of 1", () => {
  const samples = Float32Array.of(0.5, -0.25);
  changeGain(samples, 0);
  assert.deepEqual([...samples], [0.5, -0.25]);
  changeGain(samples, 20);
  assert.deepEqual([...samples], [5, -2.5]);
  changeGain(samples, -20);
  assert.deepEqual([...samples], [0.5, -0.25]);
});
