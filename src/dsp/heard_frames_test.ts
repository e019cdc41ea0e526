import assert from "node:assert/strict";
import {
  betweenSilences,
  countStressed,
  loudestOf,
  regionsOf,
  voicedOrAll,
} from "./heard_frames.ts";

const levels = (...values: number[]) => values.map((level) => ({ level }));

Deno.test("silence at both ends goes, a pause within stays", () => {
  const frames = levels(-90, -55.1, -55, -20, -80, -40, -60);
  assert.deepEqual(betweenSilences(frames), levels(-55, -20, -80, -40));
  assert.equal(loudestOf(frames), -20);
  assert.deepEqual(betweenSilences([]), []);
});

Deno.test("frames within 15 dB of the loudest are stressed", () => {
  assert.equal(countStressed(levels(-20, -35, -35.1, -90)), 2);
});

Deno.test("four voiced frames speak for the clip, fewer do not", () => {
  const isVoiced = (value: number) => value > 0;
  assert.deepEqual(voicedOrAll([1, 0, 2, 3, 4], isVoiced), [1, 2, 3, 4]);
  assert.deepEqual(voicedOrAll([1, 0, 2, 3], isVoiced), [1, 0, 2, 3]);
});

Deno.test("halves of an odd number of frames share the middle one", () => {
  assert.deepEqual(regionsOf([1, 2, 3]), [[1, 2, 3], [1, 2], [2, 3]]);
  assert.deepEqual(regionsOf([1]), [[1], [1], [1]]);
});
