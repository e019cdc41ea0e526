import type { Random } from "../base/random.ts";
import {
  choleskyWithJitter,
  invertFromCholesky,
  solveLower,
  solveUpper,
  type Triangle,
} from "./cholesky.ts";
import { type Observations, targetMoments } from "./gaussian_process.ts";
import { type KernelKind, type KernelParameters, profiles } from "./kernel.ts";
import { minimiseInBox, type ValueAndGradient } from "./minimise_in_box.ts";

/** How a kernel is fitted. */
export interface FitKernelOptions {
  kind?: KernelKind;
  /** Variance of the noise in the targets' unit squared; estimated by default. */
  noiseVariance?: number;
  /** Where the restarts and the subset are drawn from. */
  random: Random;
  /** Starting points of the search; 3 by default (with these priors they almost always agree). */
  starts?: number;
  /** More observations than this are thinned to as many: the best, and a random draw; 200. */
  maxObservations?: number;
}

/** Of a known noise, beside which a target's differences are nothing. */
const LARGEST_NOISE = 1e8;
/** Bounds of amplitude and noise (in normalised targets' variance) and of lengths. */
const BOUNDS = { amplitude: [1e-3, 1e3], length: [0.01, 100], noise: [1e-8, 1] };

/** A normal prior on each logarithm. */
interface Prior {
  mean: Float64Array;
  std: Float64Array;
}

/**
 * Weak log-normal priors. Lengths grow with the root of the number of dimensions (Hvarfner,
 * Hellsten and Nardi 2024, with a smaller median), so that a space of many dimensions and few
 * trials is not taken for white noise; noise may fall to nothing, as for a deterministic function.
 */
function logPrior(dimensions: number): Prior {
  const lengths = new Array(dimensions).fill(0.5 * Math.log(dimensions) - 1);
  return {
    mean: Float64Array.of(0, ...lengths, -8),
    std: Float64Array.of(2, ...lengths.map(() => 0.8), 5),
  };
}

/**
 * Kernel parameters for `observations`, whose targets are normalised as in
 * conditionGaussianProcess. Deterministic by `options.random`.
 */
export function fitKernel(observations: Observations, options: FitKernelOptions): KernelParameters {
  return fitKernelWithEvidence(observations, options).kernel;
}

/**
 * {@link fitKernel}, and the logarithm of the posterior density at its parameters, up to a constant
 * and in the targets' own unit: what fits to other scales of the same targets are compared by.
 */
export function fitKernelWithEvidence(
  observations: Observations,
  options: FitKernelOptions,
): { kernel: KernelParameters; evidence: number } {
  const { kind = "matern52", random, starts = 3, maxObservations = 200 } = options;
  const { mean, scale } = targetMoments(observations.targets);
  const kept = thin(observations, maxObservations, random.split("thin"));
  const dimensions = observations.categorical.length;
  const data: LikelihoodData = {
    kind,
    differences: pairDifferences(kept.points, kept.categorical),
    targets: kept.targets.map((target) => (target - mean) / scale),
    dimensions,
  };
  const prior = logPrior(dimensions);
  const { low, high } = logBounds(dimensions, options.noiseVariance, scale);
  const draw = random.split("starts");
  const minima = Array.from({ length: starts }, (_, index) =>
    minimiseInBox({
      evaluate: (logs) => negativeLogPosterior(data, prior, logs),
      start: prior.mean.map((value, p) =>
        index === 0 ? value : value + 0.7 * prior.std[p] * draw.normal()
      ),
      low,
      high,
      maxIterations: 60,
      gradientTolerance: 1e-2,
      valueTolerance: 1e-6,
    }));
  const best = minima.reduce((a, b) => (b.value < a.value ? b : a));
  return {
    kernel: kernelFromLogs(kind, best.point),
    evidence: -best.value - kept.targets.length * Math.log(scale),
  };
}

/** The box of the search, in logarithms; a known noise is held at its value. */
function logBounds(dimensions: number, noiseVariance: number | undefined, scale: number) {
  const noise = noiseVariance === undefined ? BOUNDS.noise : new Array(2).fill(
    Math.min(Math.max(noiseVariance / (scale * scale), BOUNDS.noise[0]), LARGEST_NOISE),
  );
  const end = (side: 0 | 1) =>
    Float64Array.of(
      BOUNDS.amplitude[side],
      ...new Array(dimensions).fill(BOUNDS.length[side]),
      noise[side],
    ).map(Math.log);
  return { low: end(0), high: end(1) };
}

function negativeLogPosterior(
  data: LikelihoodData,
  prior: Prior,
  logs: Float64Array,
): ValueAndGradient {
  const likelihood = logMarginalLikelihood(data, logs);
  let value = -likelihood.value;
  const gradient = likelihood.gradient.map((slope, p) => {
    const z = (logs[p] - prior.mean[p]) / prior.std[p];
    value += 0.5 * z * z;
    return -slope + z / prior.std[p];
  });
  return { value, gradient };
}

/** At most `most` observations: the best third of them, and others at random, in their order. */
function thin(observations: Observations, most: number, random: Random): Observations {
  const { points, targets, categorical } = observations;
  if (points.length <= most) return observations;
  const byTarget = points.map((_, index) => index).sort((a, b) => targets[a] - targets[b]);
  const best = Math.floor(most / 3);
  const others = random.shuffle(byTarget.slice(best)).slice(0, most - best);
  const kept = [...byTarget.slice(0, best), ...others].sort((a, b) => a - b);
  return {
    points: kept.map((index) => points[index]),
    targets: Float64Array.from(kept, (index) => targets[index]),
    categorical,
  };
}

// The log marginal likelihood of a
// Gaussian process with mean zero, and its gradient (Rasmussen and Williams 2006, equations 2.30
// and 5.9).

/** Observations, ready for many evaluations. */
interface LikelihoodData {
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
function kernelFromLogs(kind: KernelKind, logs: Float64Array): KernelParameters {
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
 * logarithms of the parameters. A singular matrix gets jitter; where even that fails, the
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
  const jittered = choleskyWithJitter(matrix);
  if (!jittered) return { value: -Infinity, gradient: new Float64Array(logs.length) };
  const { factor } = jittered;
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
