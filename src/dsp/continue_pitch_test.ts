import assert from "node:assert/strict";
import { continuePitch } from "./continue_pitch.ts";

Deno.test("pitch runs straight in octaves between voiced frames, level at both ends", () => {
  const pitchHz = Float32Array.of(0, 128, 0, 0, 1024, 0);
  const found = continuePitch(pitchHz, (frame) => pitchHz[frame] > 0);
  assert.deepEqual([...found], [7, 7, 8, 9, 10, 10]);
});

Deno.test("without a voiced frame it is the middle of the range, 60 to 600 Hz", () => {
  const found = continuePitch(new Float32Array(2), () => false);
  assert.deepEqual([...found], new Array(2).fill(Math.fround(Math.log2(Math.sqrt(60 * 600)))));
});
