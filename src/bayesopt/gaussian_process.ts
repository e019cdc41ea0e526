/**
 * In: points of the unit cube, targets and a kernel. Out: a Gaussian process conditioned on them:
 * mean, standard deviation and their gradients anywhere (Rasmussen and Williams 2006, algorithm
 * 2.1).
 */
import {
  choleskyWithJitter,
  type JitteredFactor,
  solveLower,
  solveUpper,
  type Triangle,
} from "./cholesky.ts";
import {
  inverseSquaredLengths,
  type KernelParameters,
  profiles,
  squaredDistance,
} from "./kernel.ts";

/** What a process is conditioned on. */
export interface Observations {
  /** [observation][dimension] in the unit cube. */
  points: Float64Array[];
  /** [observation] in the user's unit; normalised inside to mean 0 and standard deviation 1. */
  targets: Float64Array;
  /** [dimension] 1 where a coordinate is only equal or not; see categoricalMask. */
  categorical: Uint8Array;
}

/** A conditioned process; made by {@link conditionGaussianProcess}, read by {@link predict}. */
export interface GaussianProcess extends Observations {
  /** The covariance between observations. */
  kernel: KernelParameters;
  /** [dimension] 1 / length². */
  inverseSquares: Float64Array;
  /** Mean of the targets, in their unit. */
  targetMean: number;
  /** Standard deviation of the targets, by which they are divided. */
  targetScale: number;
  /** Cholesky factor of the observations' covariance, in normalised units. */
  covariance: JitteredFactor;
  /** [observation] K⁻¹ y. */
  weights: Float64Array;
}

/** The function's (not an observation's) mean and standard deviation, in the targets' unit. */
export interface Prediction {
  /** The expected value. */
  mean: number;
  /** How far the value may lie from it; 0 or more. */
  std: number;
}

/** A prediction with its gradients [dimension]; 0 along categorical dimensions. */
interface PredictionWithGradient extends Prediction {
  meanGradient: Float64Array;
  stdGradient: Float64Array;
}

/**
 * Mean and population standard deviation of the targets; the latter is 1 where all are equal.
 */
export function targetMoments(targets: Float64Array): { mean: number; scale: number } {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const variance = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0) / targets.length;
  // Squares of differences below 1e-162 are 0.
  const scale = variance > 0 ? Math.sqrt(variance) : Math.max(
    targets.reduce((most, target) => Math.max(most, target - mean), 0),
    targets.reduce((most, target) => Math.max(most, mean - target), 0),
  );
  return { mean, scale: scale > 1e-12 * Math.abs(mean) && scale > 0 ? scale : 1 };
}

/**
 * Conditions a Gaussian process with the given kernel on observations.
 * `earlier`, a process with the same kernel, saves the work on the points both begin with.
 */
export function conditionGaussianProcess(
  observations: Observations,
  kernel: KernelParameters,
  earlier?: GaussianProcess,
): GaussianProcess {
  const { points, targets } = observations;
  const { mean, scale } = targetMoments(targets);
  const inverseSquares = inverseSquaredLengths(kernel.lengths);
  const common = earlier ? commonPoints(earlier, points, kernel) : 0;
  const begun = earlier && common > 0
    ? { factor: earlier.covariance.factor.slice(0, common), jitter: earlier.covariance.jitter }
    : undefined;
  const covariance = choleskyWithJitter(
    covarianceRows(observations, kernel, inverseSquares),
    begun,
  );
  if (!covariance) {
    throw new Error("Expected finite points and kernel parameters, but found some that are not");
  }
  const normalised = targets.map((target) => (target - mean) / scale);
  const weights = solveUpper(covariance.factor, solveLower(covariance.factor, normalised));
  return {
    ...observations,
    kernel,
    inverseSquares,
    targetMean: mean,
    targetScale: scale,
    covariance,
    weights,
  };
}

/** How many leading points of `earlier` are the new ones' too; 0 under another kernel. */
function commonPoints(
  earlier: GaussianProcess,
  points: Float64Array[],
  kernel: KernelParameters,
): number {
  if (earlier.kernel !== kernel) return 0;
  const most = Math.min(points.length, earlier.points.length);
  let common = 0;
  while (common < most && points[common].every((x, d) => x === earlier.points[common][d])) common++;
  return common;
}

/** Rows of the covariance's lower triangle. */
function covarianceRows(
  { points, categorical }: Observations,
  { kind, amplitude, noise }: KernelParameters,
  inverseSquares: Float64Array,
): Triangle {
  const profile = profiles[kind];
  return points.map((point, i) => {
    const row = new Float64Array(i + 1);
    row[i] = amplitude + noise;
    for (let j = 0; j < i; j++) {
      row[j] = amplitude *
        profile.value(squaredDistance(point, points[j], inverseSquares, categorical));
    }
    return row;
  });
}

/** [observation] the function's mean at each observation, in linear time: y - noise K⁻¹ y. */
export function meansAtObservations(process: GaussianProcess): Float64Array {
  const { targets, targetScale, kernel, covariance, weights } = process;
  const noise = kernel.noise + covariance.jitter;
  return targets.map((target, i) => target - targetScale * noise * weights[i]);
}

/** [observation] covariance of `point` with each observation, in normalised units. */
function covariances(process: GaussianProcess, point: Float64Array): Float64Array {
  const { points, categorical, kernel, inverseSquares } = process;
  const profile = profiles[kernel.kind];
  const result = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) {
    result[i] = kernel.amplitude *
      profile.value(squaredDistance(point, points[i], inverseSquares, categorical));
  }
  return result;
}

/** The function's mean alone at `point`, which takes linear time. */
export function predictMean(process: GaussianProcess, point: Float64Array): number {
  const cross = covariances(process, point);
  const mean = cross.reduce((sum, value, i) => sum + value * process.weights[i], 0);
  return process.targetMean + process.targetScale * mean;
}

/** Mean and standard deviation of the function at `point` of the unit cube. */
export function predict(process: GaussianProcess, point: Float64Array): Prediction {
  const { kernel, covariance, weights, targetMean, targetScale } = process;
  const cross = covariances(process, point);
  const solved = solveLower(covariance.factor, cross);
  let mean = 0;
  let explained = 0;
  for (let i = 0; i < cross.length; i++) {
    mean += cross[i] * weights[i];
    explained += solved[i] * solved[i];
  }
  const variance = Math.max(kernel.amplitude - explained, 1e-14 * kernel.amplitude);
  return { mean: targetMean + targetScale * mean, std: targetScale * Math.sqrt(variance) };
}

/** {@link predict} and the gradients of both with respect to the point. */
export function predictWithGradient(
  process: GaussianProcess,
  point: Float64Array,
): PredictionWithGradient {
  const { points, categorical, kernel, inverseSquares } = process;
  const { covariance, weights, targetMean, targetScale } = process;
  const cross = covariances(process, point);
  const solved = solveLower(covariance.factor, cross);
  const inverted = solveUpper(covariance.factor, solved);
  const profile = profiles[kernel.kind];
  const meanGradient = new Float64Array(point.length);
  const varianceGradient = new Float64Array(point.length);
  let mean = 0;
  let explained = 0;
  for (let i = 0; i < points.length; i++) {
    mean += cross[i] * weights[i];
    explained += solved[i] * solved[i];
    const slope = 2 * kernel.amplitude *
      profile.slope(squaredDistance(point, points[i], inverseSquares, categorical));
    for (let d = 0; d < point.length; d++) {
      if (categorical[d]) continue;
      const change = slope * (point[d] - points[i][d]) * inverseSquares[d];
      meanGradient[d] += weights[i] * change;
      varianceGradient[d] -= 2 * inverted[i] * change;
    }
  }
  const variance = Math.max(kernel.amplitude - explained, 1e-14 * kernel.amplitude);
  const std = Math.sqrt(variance);
  return {
    mean: targetMean + targetScale * mean,
    std: targetScale * std,
    meanGradient: meanGradient.map((value) => targetScale * value),
    stdGradient: varianceGradient.map((value) => targetScale * value / (2 * std)),
  };
}
