import assert from "node:assert/strict";
import {
  contourStatistics,
  moments,
  nonZero,
  peaksPerSecond,
  smoothed,
  stretches,
  turningPoints,
} from "./contour_functionals.ts";

const near = (actual: number, expected: number) =>
  assert.ok(
    Math.abs(actual - expected) < 1e-5 * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

Deno.test("moving means of three, with and without zeros", () => {
  assert.deepEqual([...smoothed([3, 6, 0, 9], { skipZeros: false })], [4, 3, 5, 6]);
  assert.deepEqual([...smoothed([3, 6, 0, 9], { skipZeros: true })], [4, 4.5, 0, 9]);
  assert.deepEqual([...nonZero([0, 2, 0, -1])], [2, -1]);
});

Deno.test("mean and variation", () => {
  assert.deepEqual(moments([]), { mean: 0, variation: 0 });
  assert.deepEqual(moments([2, 2, 2]), { mean: 2, variation: 0 });
  const { mean, variation } = moments([1, 3]);
  near(mean, 2);
  near(variation, 0.5);
  // Over 1 where the mean is 0.
  near(moments([-1, 1]).variation, 1);
});

Deno.test("turning points alternate, and small ones are none", () => {
  const contour = [0, 0, 1, 4, 3.9, 3.95, 2, 0, 1, 0.5, 3, 6, 5, 2, 1];
  assert.deepEqual(turningPoints(contour).map(({ at, isMaximum }) => [at, isMaximum]), [
    [3, true],
    [7, false],
    [11, true],
  ]);
  near(peaksPerSecond(contour), 2 / 0.15);
  assert.deepEqual(turningPoints([1, 1, 1, 1, 1, 1]), []);
  assert.equal(peaksPerSecond([]), 0);
});

Deno.test("percentiles and slopes of a triangle", () => {
  const contour = [0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0];
  const [mean, variation, low, middle, high, range, up, upDeviation, down, downDeviation] =
    contourStatistics(contour);
  near(mean, 25 / 11);
  near(variation, Math.sqrt(85 / 11 - (25 / 11) ** 2) / (25 / 11));
  near(low, 1);
  near(middle, 2);
  near(high, 4);
  near(range, 3);
  // One up in a frame of 10 ms; the last slope goes to the end and is below zero.
  near(up, 100);
  near(upDeviation, 0);
  near(down, -100);
  near(downDeviation, 0);
  assert.deepEqual(contourStatistics([]), new Array(10).fill(0));
});

Deno.test("slopes between turning points, per second", () => {
  const contour = [0, 0, 2, 4, 6, 5, 4, 3, 5, 7, 9, 8, 7];
  const values = contourStatistics(contour);
  // 6 in 4 frames, 3 down in 3, 6 up in 3, then 2 down in 2 to the end.
  near(values[6], (150 + 200) / 2);
  near(values[7], 25);
  near(values[8], (100 - 100) / 2);
  near(values[9], Math.sqrt(100 ** 2 / 2));
});

Deno.test("voiced and unvoiced stretches", () => {
  const contour = [0, 0, 0, 0, 5, 5, 0, 5, 5, 5, 0, 0, 5, 5, 0, 0, 0];
  const voiced = stretches(contour, true);
  // From 4 to 9 over one frame's gap; two frames at 12 are too few.
  near(voiced.perSecond, 1 / 0.17);
  near(voiced.meanS, 0.05);
  assert.equal(voiced.deviationS, 0);
  const unvoiced = stretches(contour, false);
  // Frames 0 to 3, and 14 to 16; those at 10 and 11 are two.
  near(unvoiced.perSecond, 2 / 0.17);
  near(unvoiced.meanS, 0.025);
  near(unvoiced.deviationS, 0.005);
  assert.deepEqual(stretches([], true), { perSecond: 0, meanS: 0, deviationS: 0 });
});
