import assert from "node:assert/strict";
import { derivatives } from "./derivatives.ts";

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
