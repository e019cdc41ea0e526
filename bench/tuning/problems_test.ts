import assert from "node:assert/strict";
import { createRandom } from "../../src/base/random.ts";
import { randomPoint } from "../../src/bayesopt/design_points.ts";
import type { Configuration } from "../../src/bayesopt/space.ts";
import { decodePoint } from "../../src/bayesopt/unit_cube.ts";
import {
  developmentProblems,
  forestFunction,
  observe,
  storedForests,
  tuningProblems,
} from "./problems.ts";

const all = [...tuningProblems, ...developmentProblems];
const problem = (id: string) => all.find((one) => one.id === id)!;

for (const [name, { parameters, checks }] of Object.entries(storedForests)) {
  Deno.test(`the forest ${name} answers as scikit-learn's does`, () => {
    const evaluate = forestFunction(name);
    for (const { point, value } of checks) {
      const own = evaluate(Object.fromEntries(parameters.map((key, d) => [key, point[d]])));
      assert.ok(Math.abs(own - value) < 1e-5 * Math.max(1, Math.abs(value)), `${own}, ${value}`);
    }
  });
}

const minima: [string, (d: number) => number][] = [
  ["ackley10", () => 0],
  ["rosenbrock10", () => 1],
  ["levy6", () => 1],
  ["michalewicz5", (d) => [2.202906, 1.570796, 1.284992, 1.923058, 1.720470][d]],
];
for (const [id, coordinate] of minima) {
  Deno.test(`${id} has its published minimum where it is published`, () => {
    const { space, evaluate, minimum } = problem(id);
    const at = Object.fromEntries(space.map(({ name }, d) => [name, coordinate(d)]));
    assert.ok(Math.abs(evaluate(at) - minimum!) < 1e-5, String(evaluate(at)));
  });
}

Deno.test("every problem is finite all over its space and never below its minimum", () => {
  for (const { id, space, evaluate, minimum } of all) {
    const random = createRandom(2, id);
    for (let draw = 0; draw < 200; draw++) {
      const value = evaluate(decodePoint(space, randomPoint(space, random)));
      assert.ok(Number.isFinite(value) && value >= (minimum ?? -Infinity), `${id}: ${value}`);
    }
  }
});

Deno.test("noise differs by seed and call, is the same for all, and has its deviation", () => {
  const noisy = problem("hartmann6-noisy");
  const at: Configuration = Object.fromEntries(noisy.space.map(({ name }) => [name, 0.3]));
  const noise = (seed: number, call: number) => observe(noisy, at, seed, call) - noisy.evaluate(at);
  assert.equal(noise(1, 2), noise(1, 2));
  const draws = Array.from({ length: 400 }, (_, i) => noise(i % 20, Math.floor(i / 20)));
  assert.equal(new Set(draws).size, 400);
  const deviation = Math.sqrt(draws.reduce((sum, x) => sum + x * x, 0) / draws.length);
  assert.ok(Math.abs(deviation / noisy.noiseStd - 1) < 0.15, String(deviation));
  const quiet = problem("hartmann6");
  assert.equal(observe(quiet, at, 1, 2), quiet.evaluate(at));
});
