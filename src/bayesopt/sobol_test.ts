import assert from "node:assert/strict";
import fixture from "./scipy_fixture.json" with { type: "json" };
import { sobolPoint } from "./sobol.ts";

Deno.test("the first 16 points in 64 dimensions are SciPy's", () => {
  // SciPy computes 30 bits, of which 16 points use 4: both are exact.
  fixture.sobol.forEach((expected, index) => {
    assert.deepEqual([...sobolPoint(index, 64)], expected);
  });
});

Deno.test("each dimension's first 2^k points fall into different slices of width 2^-k, shifted too", () => {
  const shifts = Uint32Array.from({ length: 64 }, (_, d) => (d * 2654435761) >>> 0);
  const points = Array.from({ length: 256 }, (_, index) => sobolPoint(index, 64, shifts));
  for (let d = 0; d < 64; d++) {
    assert.equal(new Set(points.map((point) => Math.floor(point[d] * 256))).size, 256);
  }
});

Deno.test("more than 64 dimensions are refused with a way out", () => {
  assert.throws(() => sobolPoint(0, 65), /at most 64 dimensions.*use the Latin hypercube/);
});
