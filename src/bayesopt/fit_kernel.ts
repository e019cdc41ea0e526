/**
 * In: observations. Out: the kernel parameters that explain them best: the maximum of the log
 * marginal likelihood plus weak priors, found by restarted L-BFGS on the logarithms.
 */
import type { Random } from "../base/random.ts";
import { type Observations, targetMoments } from "./gaussian_process.ts";
import type { KernelKind, KernelParameters } from "./kernel.ts";
import {
  kernelFromLogs,
  type LikelihoodData,
  logMarginalLikelihood,
  pairDifferences,
} from "./log_marginal_likelihood.ts";
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
  return kernelFromLogs(kind, best.point);
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
