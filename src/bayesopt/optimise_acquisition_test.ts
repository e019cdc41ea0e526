import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { expectedImprovement, logExpectedImprovement } from "./acquisition.ts";
import { allPoints, randomPoint } from "./design_points.ts";
import { conditionGaussianProcess, predict } from "./gaussian_process.ts";
import { categoricalMask } from "./kernel.ts";
import { optimiseAcquisition } from "./optimise_acquisition.ts";
import { type Space, spaceSchema } from "./space.ts";
import { snapPoint } from "./unit_cube.ts";

/** A process on 12 random points of the space, and its expected improvement. */
function problemOn(space: Space, seed: number) {
  const random = createRandom(seed, "problem");
  const points = Array.from({ length: 12 }, () => randomPoint(space, random));
  const targets = Float64Array.from(points, ([x, y]) => Math.sin(6 * x) + (y - 0.4) ** 2);
  const process = conditionGaussianProcess(
    { points, targets, categorical: categoricalMask(space) },
    {
      kind: "matern52",
      amplitude: 1,
      lengths: new Float64Array(space.length).fill(0.4),
      noise: 1e-6,
    },
  );
  const best = Math.min(...targets);
  const score = (mean: number, std: number) => logExpectedImprovement(mean, std, best);
  const improvementAt = (point: Float64Array) => {
    const { mean, std } = predict(process, point);
    return expectedImprovement(mean, std, best).value;
  };
  return { problem: { space, process, score, asked: points, random }, improvementAt };
}

Deno.test("in two real dimensions it is at least as good as the best point of a fine grid", () => {
  const space = spaceSchema.parse([
    { kind: "real", name: "x", low: 0, high: 1 },
    { kind: "real", name: "y", low: -5, high: 5 },
  ]);
  for (const seed of [1, 2, 3, 4]) {
    const { problem, improvementAt } = problemOn(space, seed);
    let grid = 0;
    for (let i = 0; i <= 80; i++) {
      for (let j = 0; j <= 80; j++) {
        grid = Math.max(grid, improvementAt(Float64Array.of(i / 80, j / 80)));
      }
    }
    assert.ok(improvementAt(optimiseAcquisition(problem)) >= grid * (1 - 1e-9), `seed ${seed}`);
  }
});

Deno.test("in a discrete space of 11 760 points it finds the best of all", () => {
  const space = spaceSchema.parse([
    { kind: "integer", name: "x", low: 1, high: 40 },
    { kind: "ordinal", name: "y", choices: Array.from({ length: 42 }, (_, index) => index) },
    { kind: "categorical", name: "z", choices: ["a", "b", "c", "d", "e", "f", "g"] },
  ]);
  for (const seed of [1, 2, 3]) {
    const { problem, improvementAt } = problemOn(space, seed);
    const point = optimiseAcquisition(problem);
    assert.deepEqual(point, snapPoint(space, point), "it is a point of the space");
    let best = 0;
    for (const other of allPoints(space)) best = Math.max(best, improvementAt(other));
    assert.ok(improvementAt(point) >= best * (1 - 1e-9), `seed ${seed}`);
  }
});
