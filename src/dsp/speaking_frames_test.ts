import assert from "node:assert/strict";
import { speakingFrames } from "./speaking_frames.ts";

const cases: [string, number[], [number, number]][] = [
  ["nothing repeats", [1, 2, 3], [0, 3]],
  ["padding at the end", [1, 2, 0, 0, 0], [0, 2]],
  ["padding at both ends", [0, 0, 1, 2, 0, 0], [2, 4]],
  ["repeats in the middle stay", [1, 5, 5, 2], [0, 4]],
  ["one frame between", [0, 0, 7, 0, 0], [2, 3]],
  ["another end than start", [4, 4, 7, 9, 9], [2, 3]],
  ["all the same", [3, 3, 3], [0, 3]],
  ["two runs and nothing else", [1, 1, 2, 2], [0, 4]],
  ["one frame", [3], [0, 1]],
];
for (const [what, values, expected] of cases) {
  Deno.test(`speaking frames: ${what}`, () => {
    // Two bins, of which the first alone tells frames apart.
    const clip = Float32Array.from(values.flatMap((value) => [value, 1]));
    assert.deepEqual(speakingFrames(clip, 2), expected);
  });
}
