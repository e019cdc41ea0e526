import assert from "node:assert/strict";
import { parabolaPeak } from "./parabola.ts";

Deno.test("the peak of a parabola through three of its points", () => {
  const y = (x: number) => 5 - 2 * (x - 1.3) ** 2;
  const [x, peak] = parabolaPeak([0.5, y(0.5)], [1.25, y(1.25)], [2.5, y(2.5)]);
  assert.ok(Math.abs(x - 1.3) < 1e-12);
  assert.ok(Math.abs(peak - 5) < 1e-12);
});

Deno.test("of three points on a line the highest", () => {
  assert.deepEqual(parabolaPeak([0, 1], [1, 2], [2, 3]), [2, 3]);
  assert.deepEqual(parabolaPeak([0, 3], [1, 2], [2, 1]), [0, 3]);
});
