import assert from "node:assert/strict";
import {
  CONTOUR_PARTS,
  countStressed,
  deviation,
  differences,
  greatest,
  loudestOf,
  mean,
  median,
  partMeans,
  regionsOf,
  slope,
  statisticsOf,
  stretchesOf,
  trimSilence,
  voicedOrAll,
} from "./contour_statistics.ts";

const levels = (...values: number[]) => values.map((level) => ({ level }));

Deno.test("silence at both ends goes, a pause within stays", () => {
  const frames = levels(-90, -55.1, -55, -20, -80, -40, -60);
  assert.deepEqual(trimSilence(frames), levels(-55, -20, -80, -40));
  assert.equal(loudestOf(frames), -20);
  assert.deepEqual(trimSilence([]), []);
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

Deno.test("mean, deviation, slope and median of a few values", () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(deviation([1, 3]), 1);
  // From -1 to 1 in time it rises by 4.
  assert.equal(slope([0, 1, 2, 3, 4]), 2);
  assert.equal(median([3, 1, 2]), 2);
  assert.deepEqual(differences([1, 4, 2]), [3, -2]);
  assert.deepEqual(statisticsOf([0, 10]), [5, 5, 1, 9, 8, 5]);
});

Deno.test("no values give no NaN", () => {
  assert.deepEqual([mean([]), deviation([]), slope([]), median([])], [0, 0, 0, 0]);
  assert.equal(slope([5]), 0);
  assert.equal(greatest([]), -Infinity);
});

Deno.test("parts of a track are as long as each other, and share frames of a short one", () => {
  const track = Array.from({ length: 2 * CONTOUR_PARTS }, (_, at) => at);
  assert.deepEqual(
    partMeans(track),
    Array.from({ length: CONTOUR_PARTS }, (_, at) => 2 * at + 0.5),
  );
  assert.deepEqual(partMeans([1, 2]), [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
});

Deno.test("stretches are counted and measured", () => {
  const of = (text: string) => stretchesOf([...text].map((letter) => letter === "x"));
  assert.deepEqual(of("-xx-x--xxx"), [3, 2, 3]);
  assert.deepEqual(of("---"), [0, 0, 0]);
});
