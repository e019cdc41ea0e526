import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { polynomialRoots } from "./polynomial_roots.ts";

/** Coefficients of Π (z - root), for roots that come in conjugate pairs. */
function fromRoots(roots: [number, number][]): number[] {
  let re = [1];
  let im = [0];
  for (const [x, y] of roots) {
    const length = re.length + 1;
    const at = (values: number[], i: number) => values[i] ?? 0;
    const next = Array.from({ length }, (_, i) => [
      at(re, i) - (x * at(re, i - 1) - y * at(im, i - 1)),
      at(im, i) - (x * at(im, i - 1) + y * at(re, i - 1)),
    ]);
    re = next.map(([value]) => value);
    im = next.map(([, value]) => value);
  }
  return re;
}

Deno.test("roots of polynomials made of known roots, as a vocal tract has them", () => {
  const random = createRandom(4, "roots");
  for (let round = 0; round < 50; round++) {
    const roots: [number, number][] = [[random.uniform() * 2 - 1, 0]];
    for (let pair = 0; pair < 5; pair++) {
      const radius = 0.4 + 0.7 * random.uniform();
      const angle = Math.PI * (pair + 0.1 + 0.8 * random.uniform()) / 5;
      const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      roots.push([x, y], [x, -y]);
    }
    const { re, im } = polynomialRoots(fromRoots(roots).map((value) => 3 * value));
    assert.equal(re.length, 11);
    for (const [x, y] of roots) {
      const nearest = Math.min(...re.map((value, i) => Math.hypot(value - x, im[i] - y)));
      assert.ok(nearest < 1e-8, `${x} + ${y}i is ${nearest} away`);
    }
  }
});

Deno.test("real roots are on the axis, and zeros are roots", () => {
  const { re, im } = polynomialRoots([1, -6, 11, -6]);
  assert.deepEqual([...im], [0, 0, 0]);
  [...re].sort((a, b) => a - b).forEach((root, i) => assert.ok(Math.abs(root - i - 1) < 1e-9));
  assert.deepEqual([...polynomialRoots([2, 0, 0]).re], [0, 0]);
});
