import assert from "node:assert/strict";
import fc from "fast-check";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import {
  cholesky,
  choleskyWithJitter,
  invertFromCholesky,
  solveLower,
  solveUpper,
  type Triangle,
} from "./cholesky.ts";

const square = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(
    fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size, maxLength: size }),
    { minLength: size, maxLength: size },
  )
);

/** B Bᵀ + I, which is positive definite, as a lower triangle. */
function positive(rows: number[][]): Triangle {
  return rows.map((row, i) =>
    Float64Array.from(
      { length: i + 1 },
      (_, j) => row.reduce((sum, x, k) => sum + x * rows[j][k], i === j ? 1 : 0),
    )
  );
}

const element = (matrix: Triangle, i: number, j: number) => matrix[Math.max(i, j)][Math.min(i, j)];

Deno.test("the factor times its transpose is the matrix", () => {
  fc.assert(fc.property(square, (rows) => {
    const matrix = positive(rows);
    const factor = cholesky(matrix)!;
    matrix.forEach((row, i) =>
      row.forEach((value, j) => {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += factor[i][k] * factor[j][k];
        assert.ok(Math.abs(sum - value) <= 1e-11 * Math.abs(matrix[i][i]));
      })
    );
  }));
});

Deno.test("the factor is ml-matrix's", () => {
  fc.assert(fc.property(square, (rows) => {
    const matrix = positive(rows);
    const full = rows.map((_, i) => rows.map((_, j) => element(matrix, i, j)));
    const expected = new CholeskyDecomposition(new Matrix(full)).lowerTriangularMatrix;
    cholesky(matrix)!.forEach((row, i) =>
      row.forEach((value, j) => assert.ok(Math.abs(value - expected.get(i, j)) < 1e-12))
    );
  }));
});

Deno.test("solving and inverting undo the matrix", () => {
  fc.assert(fc.property(square, (rows) => {
    const matrix = positive(rows);
    const factor = cholesky(matrix)!;
    const right = Float64Array.from(matrix, (_, i) => i + 1);
    const solved = solveUpper(factor, solveLower(factor, right));
    const inverse = invertFromCholesky(factor);
    matrix.forEach((_, i) => {
      const back = matrix.reduce((sum, _, k) => sum + element(matrix, i, k) * solved[k], 0);
      assert.ok(Math.abs(back - right[i]) < 1e-8);
      matrix.forEach((_, j) => {
        const unit = matrix.reduce(
          (sum, _, k) => sum + element(matrix, i, k) * element(inverse, k, j),
          0,
        );
        assert.ok(Math.abs(unit - (i === j ? 1 : 0)) < 1e-8);
      });
    });
  }));
});

Deno.test("a matrix that is not positive definite has no factor, and jitter mends it", () => {
  const singular: Triangle = [Float64Array.of(1), Float64Array.of(1, 1)];
  assert.equal(cholesky(singular), undefined);
  assert.equal(choleskyWithJitter(singular)!.jitter, 1e-10);
  const indefinite: Triangle = [Float64Array.of(1), Float64Array.of(1.01, 1)];
  const { jitter } = choleskyWithJitter(indefinite)!;
  assert.ok(jitter >= 0.01 && jitter <= 0.1, `found ${jitter}`);
  assert.equal(choleskyWithJitter([Float64Array.of(NaN)]), undefined);
});
