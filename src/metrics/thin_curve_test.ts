import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { type CurvePoint, thinCurve } from "./thin_curve.ts";

Deno.test("points on a straight line go, corners and ends stay", () => {
  const corner: CurvePoint[] = [[0, 0], [0, 0.5], [0, 1], [0.5, 1], [1, 1]];
  assert.deepEqual(thinCurve(corner, 0), [[0, 0], [0, 1], [1, 1]]);
  assert.deepEqual(thinCurve([[0, 0], [1, 1]], 0.5), [[0, 0], [1, 1]]);
  assert.deepEqual(thinCurve([], 0.5), []);
  // A closed curve: both ends are one point.
  assert.deepEqual(thinCurve([[0, 0], [1, 0], [0, 0]], 0.1), [[0, 0], [1, 0], [0, 0]]);
});

Deno.test("no point left out is farther from what stays than the tolerance", () => {
  const random = createRandom(1, "staircase");
  const points: CurvePoint[] = [[0, 0]];
  for (let step = 0; step < 600; step++) {
    const [x, y] = points.at(-1)!;
    points.push(random.uniform() < 0.5 ? [x + 1 / 300, y] : [x, y + 1 / 300]);
  }
  const thin = thinCurve(points, 0.01);
  assert.ok(thin.length > 2 && thin.length < points.length / 5, String(thin.length));
  for (const [x, y] of points) {
    const distance = Math.min(
      ...thin.slice(1).map((to, index) => {
        // Sampled densely: an oracle that shares no formula with the function.
        const from = thin[index];
        return Math.min(...Array.from({ length: 101 }, (_, k) =>
          Math.hypot(
            from[0] + (to[0] - from[0]) * k / 100 - x,
            from[1] + (to[1] - from[1]) * k / 100 - y,
          )));
      }),
    );
    assert.ok(distance < 0.0101, `${x}, ${y}: ${distance}`);
  }
});
