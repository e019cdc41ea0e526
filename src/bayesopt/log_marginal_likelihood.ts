/**
 * In: a kernel's logarithmic parameters and observations. Out: the log marginal likelihood of a
 * Gaussian process with mean zero, and its gradient (Rasmussen and Williams 2006, equations 2.30
 * and 5.9).
 */
import { invertFromCholesky, solveLower, solveUpper, type Triangle } from "./cholesky.ts";
import { choleskyWithJitter } from "./cholesky_with_jitter.ts";
import { type KernelKind, type KernelParameters, profiles } from "./kernel.ts";
import type { ValueAndGradient } from "./minimise_in_box.ts";

/** Observations, ready for many evaluations. */
export interface LikelihoodData {
  kind: KernelKind;
  /** [pair, dimension] squared differences of the points i > j, row by row; see pairDifferences. */
  differences: Float64Array;
  /** [observation] normalised targets. */
  targets: Float64Array;
  /** How many dimensions the points have. */
  dimensions: number;
}

/** [pair, dimension] (x_i - x_j)² for i > j; for categorical dimensions 1 where they differ. */
export function pairDifferences(points: Float64Array[], categorical: Uint8Array): Float64Array {
  const dimensions = categorical.length;
  const differences = new Float64Array((points.length * (points.length - 1) / 2) * dimensions);
  let at = 0;
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < i; j++) {
      for (let d = 0; d < dimensions; d++) {
        const difference = points[i][d] - points[j][d];
        if (categorical[d]) differences[at++] = difference === 0 ? 0 : 1;
        else differences[at++] = difference * difference;
      }
    }
  }
  return differences;
}

/** Kernel parameters from their logarithms [amplitude, length of each dimension…, noise]. */
export function kernelFromLogs(kind: KernelKind, logs: Float64Array): KernelParameters {
  const values = logs.map(Math.exp);
  return {
    kind,
    amplitude: values[0],
    lengths: values.slice(1, -1),
    noise: values[values.length - 1],
  };
}

/**
 * The log marginal likelihood log p(targets | points, kernel) and its gradient with respect to the
 * logarithms of the parameters. A singular matrix is mended by jitter; where even that fails, the
 * value is -Infinity.
 */
export function logMarginalLikelihood(
  data: LikelihoodData,
  logs: Float64Array,
): ValueAndGradient {
  const { targets } = data;
  const size = targets.length;
  const kernel = kernelFromLogs(data.kind, logs);
  const { matrix, slopes } = covarianceMatrix(data, kernel);
  const mended = choleskyWithJitter(matrix);
  if (!mended) return { value: -Infinity, gradient: new Float64Array(logs.length) };
  const { factor } = mended;
  const weights = solveUpper(factor, solveLower(factor, targets));
  let value = -0.5 * size * Math.log(2 * Math.PI);
  for (let i = 0; i < size; i++) {
    value -= 0.5 * targets[i] * weights[i] + Math.log(factor[i][i]);
  }
  return { value, gradient: likelihoodGradient(data, kernel, matrix, slopes, factor, weights) };
}

/** The covariance of the observations, and [pair] dk / d(r²). */
function covarianceMatrix(
  { kind, differences, targets, dimensions }: LikelihoodData,
  { amplitude, lengths, noise }: KernelParameters,
): { matrix: Triangle; slopes: Float64Array } {
  const profile = profiles[kind];
  const inverseSquares = lengths.map((length) => 1 / (length * length));
  const slopes = new Float64Array(differences.length / dimensions);
  const matrix: Triangle = [];
  let at = 0;
  let pair = 0;
  for (let i = 0; i < targets.length; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j < i; j++, pair++) {
      let squared = 0;
      for (let d = 0; d < dimensions; d++) squared += differences[at++] * inverseSquares[d];
      row[j] = amplitude * profile.value(squared);
      slopes[pair] = amplitude * profile.slope(squared);
    }
    row[i] = amplitude + noise;
    matrix.push(row);
  }
  return { matrix, slopes };
}

/** ½ tr((ααᵀ - K⁻¹) dK/dθ) for every parameter θ. */
function likelihoodGradient(
  { differences, dimensions }: LikelihoodData,
  { amplitude, lengths, noise }: KernelParameters,
  matrix: Triangle,
  slopes: Float64Array,
  factor: Triangle,
  weights: Float64Array,
): Float64Array {
  const inverse = invertFromCholesky(factor);
  const gradient = new Float64Array(dimensions + 2);
  let at = 0;
  let pair = 0;
  for (let i = 0; i < weights.length; i++) {
    const inverseRow = inverse[i];
    const matrixRow = matrix[i];
    for (let j = 0; j < i; j++, pair++) {
      const excess = weights[i] * weights[j] - inverseRow[j];
      gradient[0] += excess * matrixRow[j];
      const slope = excess * slopes[pair];
      for (let d = 0; d < dimensions; d++) gradient[1 + d] += slope * differences[at++];
    }
    const excess = weights[i] * weights[i] - inverseRow[i];
    gradient[0] += 0.5 * excess * amplitude;
    gradient[dimensions + 1] += 0.5 * excess * noise;
  }
  for (let d = 0; d < dimensions; d++) gradient[1 + d] *= -2 / (lengths[d] * lengths[d]);
  return gradient;
}
