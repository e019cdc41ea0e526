import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { fitKernelWithEvidence } from "./fit_kernel.ts";
import { fitWarpedKernel, warpTargets } from "./warp_targets.ts";
import fixture from "./warp_targets_fixture.json" with { type: "json" };

/** `count` values of x² + 2 y² on a grid-free sample of the unit square, passed through `scale`. */
function observe(scale: (value: number) => number, count = 30) {
  const random = createRandom(5, "warp test");
  const points = Array.from(
    { length: count },
    () => Float64Array.of(random.uniform(), random.uniform()),
  );
  const targets = Float64Array.from(points, ([x, y]) => scale(x * x + 2 * y * y));
  return { points, targets, categorical: new Uint8Array(2) };
}

const options = { random: createRandom(1, "fit"), starts: 1 };

Deno.test("a warp keeps the order, and its lowest value is the shift's logarithm", () => {
  const targets = Float64Array.of(7, 3, 1000, 3.5);
  const warped = warpTargets(targets, 2);
  assert.deepEqual(warped, Float64Array.of(Math.log(6), Math.log(2), Math.log(999), Math.log(2.5)));
  assert.equal(warpTargets(targets, null), targets);
});

Deno.test("values with a long upper tail are warped, those of a Gaussian process are not", () => {
  assert.ok(fitWarpedKernel(observe((value) => Math.exp(4 * value)), options).shift! > 0);
  assert.equal(fitWarpedKernel(observe((value) => value), options).shift, null);
});

Deno.test("the choice does not depend on the values' unit or origin", () => {
  const shift = (scale: number, origin: number) =>
    fitWarpedKernel(observe((value) => origin + scale * Math.exp(4 * value)), options).shift!;
  const plain = shift(1, 0);
  for (const [scale, origin] of [[1e6, 0], [1e-6, 0], [1, -300]]) {
    assert.ok(Math.abs(shift(scale, origin) / scale / plain - 1) < 1e-6);
  }
});

Deno.test("equal values, and values of which most equal the best, are left as they are", () => {
  for (const scale of [() => 3, (value: number) => Math.max(1.5, value)]) {
    assert.equal(fitWarpedKernel(observe(scale), options).shift, null);
  }
});

for (const { name, points, targets, shift, ...reference } of fixture.cases) {
  Deno.test(`${name}: densities and choice are those of scikit-learn and scipy`, () => {
    const own = {
      points: points.map((point) => Float64Array.from(point)),
      targets: Float64Array.from(targets),
      categorical: new Uint8Array(3),
    };
    // From three starts, as a search has it, the noisy case ends beside the highest density.
    const many = { random: createRandom(1, "fit"), starts: 12 };
    const warped = warpTargets(own.targets, shift);
    const slopes = warped.reduce((sum, value) => sum + value, 0);
    const plain = fitKernelWithEvidence(own, many).evidence;
    const log = fitKernelWithEvidence({ ...own, targets: warped }, many).evidence - slopes;
    assert.ok(Math.abs(plain - reference.plainEvidence) < 0.02, `plain ${plain}`);
    assert.ok(Math.abs(log - reference.warpedEvidence) < 0.02, `warped ${log}`);
    const chosen = fitWarpedKernel(own, many).shift;
    if (!reference.isWarped) assert.equal(chosen, null);
    else assert.ok(Math.abs(chosen! / shift - 1) < 1e-12, `shift ${chosen}`);
  });
}
