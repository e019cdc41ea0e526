import assert from "node:assert/strict";
import { type CurvePoint, extrapolate, fitPowerLaw, valueAt } from "./power_law.ts";

const sizes = [1, 2, 3, 5, 8];
const curve = (of: (size: number) => number): CurvePoint[] =>
  sizes.map((size) => ({ size, value: of(size) }));

Deno.test("a power law is found again", () => {
  const law = fitPowerLaw(curve((size) => 0.8 - 0.4 * size ** -0.75));
  assert.ok(Math.abs(law.ceiling - 0.8) < 1e-9);
  assert.ok(Math.abs(law.scale - 0.4) < 1e-9);
  assert.ok(Math.abs(law.exponent - 0.75) < 1e-9);
  assert.ok(Math.abs(valueAt(law, 100) - (0.8 - 0.4 * 100 ** -0.75)) < 1e-9);
});

Deno.test("no share passes 1, and more data are never worse", () => {
  const steep = fitPowerLaw(curve((size) => 0.5 + 0.06 * size));
  assert.ok(steep.ceiling <= 1);
  const falling = fitPowerLaw(curve((size) => 0.5 - 0.01 * size));
  assert.equal(falling.scale, 0);
  assert.ok(Math.abs(falling.ceiling - (0.5 - 0.01 * 19 / 5)) < 1e-9);
  assert.throws(() => fitPowerLaw(curve((size) => size / 10).slice(0, 2)), RangeError);
});

Deno.test("intervals come from the groups, and are as wide as these differ", () => {
  const group = (ceiling: number) => curve((size) => ceiling - 0.3 / size);
  const [alike] = extrapolate([group(0.7), group(0.7), group(0.7)], [20]);
  assert.ok(Math.abs(alike.value - (0.7 - 0.3 / 20)) < 1e-6);
  assert.ok(alike.high - alike.low < 1e-6);
  const [apart] = extrapolate([group(0.5), group(0.7), group(0.9)], [20]);
  assert.ok(Math.abs(apart.value - alike.value) < 1e-6);
  assert.ok(apart.low < 0.6 && apart.high > 0.75, `${apart.low} to ${apart.high}`);
  const [one] = extrapolate([group(0.7)], [20]);
  assert.deepEqual([one.low, one.high], [one.value, one.value]);
});
