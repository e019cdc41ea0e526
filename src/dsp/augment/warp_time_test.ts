import assert from "node:assert/strict";
import { warpTime } from "./warp_time.ts";

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
