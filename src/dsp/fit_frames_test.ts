import assert from "node:assert/strict";
import { fitFrames } from "./fit_frames.ts";

/** Frame f holds f + 1 in each of two bins; what is padded holds -9. */
function fitted(found: number, frames: number, alignment: "start" | "centre"): number[] {
  const values = Float32Array.from({ length: 2 * found }, (_, i) => Math.floor(i / 2) + 1);
  const out = new Float32Array(2 * frames);
  fitFrames({ values, frames: found, bins: 2, floor: -9 }, { frames, alignment }, out);
  out.forEach((value, i) => assert.equal(value, out[i - (i % 2)]));
  return [...out].filter((_, i) => i % 2 === 0);
}

const cases: [string, number[], number[]][] = [
  ["as long", fitted(3, 3, "start"), [1, 2, 3]],
  ["as long, centred", fitted(3, 3, "centre"), [1, 2, 3]],
  ["cropped", fitted(5, 2, "start"), [1, 2]],
  ["cropped around the centre", fitted(5, 2, "centre"), [2, 3]],
  ["padded", fitted(2, 5, "start"), [1, 2, -9, -9, -9]],
  ["padded around the centre", fitted(2, 5, "centre"), [-9, 1, 2, -9, -9]],
];

for (const [name, found, wanted] of cases) {
  Deno.test(`fitFrames: ${name}`, () => assert.deepEqual(found, wanted));
}

Deno.test("fitFrames: padded with a floor for each bin", () => {
  const out = new Float32Array(8);
  const clip = {
    values: Float32Array.of(1, 2),
    frames: 1,
    bins: 2,
    floor: Float32Array.of(-1, -2),
  };
  fitFrames(clip, { frames: 4, alignment: "centre" }, out);
  assert.deepEqual([...out], [-1, -2, 1, 2, -1, -2, -1, -2]);
});
