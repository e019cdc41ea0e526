/**
 * In: a covariance matrix that rounding may have made singular. Out: the Cholesky factor of the
 * matrix with as little added to its diagonal as makes it positive definite.
 */
import { appendCholeskyRow, type Triangle } from "./cholesky.ts";

/** A factor and what was added to every element of the diagonal to get it. */
export interface MendedFactor {
  /** Lower triangular, of the mended matrix. */
  factor: Triangle;
  /** In the matrix's unit; 0 where nothing had to be added. */
  jitter: number;
}

/**
 * Factors `matrix`, growing the jitter tenfold from 1e-10 to 1 times the diagonal until it works.
 * `begun` may hold the factor of the matrix's first rows from an earlier call, which is then
 * extended. Undefined only where the matrix holds what is not finite.
 */
export function choleskyWithJitter(
  matrix: Triangle,
  begun: MendedFactor = { factor: [], jitter: 0 },
): MendedFactor | undefined {
  const scale = matrix.length > 0 ? matrix[0][0] : 1;
  let { jitter } = begun;
  let factor = begun.factor.slice();
  for (let attempt = 0; attempt < 12; attempt++) {
    if (extend(factor, matrix, jitter)) return { factor, jitter };
    jitter = jitter === 0 ? 1e-10 * scale : jitter * 10;
    factor = [];
  }
  return undefined;
}

function extend(factor: Triangle, matrix: Triangle, jitter: number): boolean {
  for (let i = factor.length; i < matrix.length; i++) {
    const row = jitter === 0 ? matrix[i] : matrix[i].slice();
    if (jitter !== 0) row[i] += jitter;
    if (!appendCholeskyRow(factor, row)) return false;
  }
  return true;
}
