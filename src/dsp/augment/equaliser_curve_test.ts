import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { createEqualiserCurve } from "./equaliser_curve.ts";

Deno.test("curves have mean 0, the deviation asked for, and are smooth", () => {
  const bins = 80;
  const draw = createEqualiserCurve(bins, 3);
  const random = createRandom(1);
  const curve = new Float32Array(bins);
  let square = 0, step = 0;
  const curves = 4000;
  for (let i = 0; i < curves; i++) {
    draw(random, curve);
    assert.ok(Math.abs(curve.reduce((sum, value) => sum + value, 0)) < 1e-3);
    square += curve.reduce((sum, value) => sum + value ** 2, 0) / bins;
    for (let bin = 1; bin < bins; bin++) step += (curve[bin] - curve[bin - 1]) ** 2 / (bins - 1);
  }
  assert.ok(Math.abs(Math.sqrt(square / curves) - 3) < 0.1);
  // Each of the four cosines adds (3 / √(½ Σ 1 / k²) π / 80)² / 2 to the steps' mean square.
  assert.ok(Math.abs(Math.sqrt(step / curves) - 0.197) < 0.01);
});

Deno.test("a deviation of 0 is a flat curve", () => {
  const curve = new Float32Array(16).fill(7);
  createEqualiserCurve(16, 0)(createRandom(1), curve);
  assert.ok(curve.every((value) => value === 0));
});
