import assert from "node:assert/strict";
import fc from "fast-check";
import { minimiseInBox } from "./minimise_in_box.ts";

/** Rosenbrock's valley in any number of dimensions; minimum 0 at (1, …, 1). */
function rosenbrock(point: Float64Array) {
  const gradient = new Float64Array(point.length);
  let value = 0;
  for (let d = 0; d + 1 < point.length; d++) {
    const bend = point[d + 1] - point[d] ** 2;
    value += 100 * bend ** 2 + (1 - point[d]) ** 2;
    gradient[d] += -400 * point[d] * bend - 2 * (1 - point[d]);
    gradient[d + 1] += 200 * bend;
  }
  return { value, gradient };
}

const box = (size: number, low: number, high: number) => ({
  low: new Float64Array(size).fill(low),
  high: new Float64Array(size).fill(high),
});

for (const size of [2, 5, 10]) {
  Deno.test(`Rosenbrock's valley in ${size} dimensions is followed to its end`, () => {
    const found = minimiseInBox({
      evaluate: rosenbrock,
      start: Float64Array.from({ length: size }, (_, d) => d % 2 ? 1.5 : -0.5),
      ...box(size, -2, 2),
      maxIterations: 500,
      valueTolerance: 0,
      gradientTolerance: 1e-8,
    });
    found.point.forEach((x) => assert.ok(Math.abs(x - 1) < 1e-6, `found ${found.point}`));
  });
}

Deno.test("Rosenbrock's valley cut off at ½ ends on the bound", () => {
  const found = minimiseInBox({
    evaluate: rosenbrock,
    start: Float64Array.of(-1, 1),
    ...box(2, -2, 0.5),
    maxIterations: 200,
    valueTolerance: 0,
  });
  assert.ok(Math.abs(found.point[0] - 0.5) < 1e-6 && Math.abs(found.point[1] - 0.25) < 1e-6);
});

Deno.test("a separable quadratic ends at its centre moved into the box, which is never left", () => {
  const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  });
  fc.assert(fc.property(numbers, numbers, (centre, start) => {
    const weights = [1, 10, 0.1, 3];
    const found = minimiseInBox({
      evaluate: (point) => {
        point.forEach((x) => assert.ok(x >= -1 && x <= 1));
        return {
          value: point.reduce((sum, x, d) => sum + weights[d] * (x - centre[d]) ** 2, 0),
          gradient: point.map((x, d) => 2 * weights[d] * (x - centre[d])),
        };
      },
      start: Float64Array.from(start),
      ...box(4, -1, 1),
      valueTolerance: 0,
      gradientTolerance: 1e-7,
    });
    found.point.forEach((x, d) => {
      assert.ok(Math.abs(x - Math.min(1, Math.max(-1, centre[d]))) < 1e-5);
    });
  }));
});

Deno.test("steps back from where the function is not finite", () => {
  const found = minimiseInBox({
    evaluate: ([x]) => ({
      value: x <= 0 ? NaN : x - Math.log(x),
      gradient: Float64Array.of(1 - 1 / x),
    }),
    start: Float64Array.of(4),
    ...box(1, -10, 10),
  });
  assert.ok(Math.abs(found.point[0] - 1) < 1e-4);
});
