/**
 * Everything here minimises: an improvement is a value below `best`. With z = (best - mean) / std,
 * Φ and φ the standard normal's distribution and density: expected improvement std (z Φ(z) + φ(z))
 * (Jones, Schonlau and Welch 1998) its logarithm exact where the former underflows (Ament et al.
 * 2023) probability of improvement Φ(z), or its logarithm lower confidence bound kappa std - mean
 * Standard deviations must be above 0.
 */
import {
  distributionOverDensity,
  normalDensity,
  normalDistribution,
} from "../metrics/normal_distribution.ts";

/** A score, larger is better, and its derivatives. */
export interface Score {
  /** The acquisition function at the point. */
  value: number;
  /** Its derivative by the predicted mean. */
  byMean: number;
  /** Its derivative by the predicted standard deviation. */
  byStd: number;
}

/** By how much a trial is expected to fall below `best`. */
export function expectedImprovement(mean: number, std: number, best: number): Score {
  const z = (best - mean) / std;
  const byMean = -normalDistribution(z);
  const byStd = normalDensity(z);
  // Far below zero the two terms cancel; their exact difference comes from the logarithm.
  const value = z < -1
    ? Math.exp(logExpectedImprovement(mean, std, best).value)
    : std * (byStd - z * byMean);
  return { value, byMean, byStd };
}

/** The logarithm of {@link expectedImprovement}, finite for every finite z. */
export function logExpectedImprovement(mean: number, std: number, best: number): Score {
  const z = (best - mean) / std;
  // (z Φ + φ) / φ, so that nothing underflows.
  const relative = z < -1 ? relativeTail(-z) : undefined;
  const logDensity = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
  if (relative !== undefined) {
    return {
      value: Math.log(std) + logDensity + Math.log(relative),
      byMean: -distributionOverDensity(z) / (std * relative),
      byStd: 1 / (std * relative),
    };
  }
  const distribution = normalDistribution(z);
  const density = normalDensity(z);
  const sum = z * distribution + density;
  return {
    value: Math.log(std) + Math.log(sum),
    byMean: -distribution / (std * sum),
    byStd: density / (std * sum),
  };
}

/** 1 - w Φ(-w) / φ(w) for w > 1: its direct form, and far out its asymptotic series. */
function relativeTail(w: number): number {
  if (w < 50) return 1 - w * distributionOverDensity(-w);
  const square = 1 / (w * w);
  return square * (1 - square * (3 - square * (15 - square * (105 - square * 945))));
}

/** How likely a trial is to fall below `best`. */
export function probabilityOfImprovement(mean: number, std: number, best: number): Score {
  const z = (best - mean) / std;
  const density = normalDensity(z);
  return { value: normalDistribution(z), byMean: -density / std, byStd: -density * z / std };
}

/** The logarithm of {@link probabilityOfImprovement}. */
export function logProbabilityOfImprovement(mean: number, std: number, best: number): Score {
  const z = (best - mean) / std;
  if (z > 0) {
    const { value, byMean, byStd } = probabilityOfImprovement(mean, std, best);
    return { value: Math.log(value), byMean: byMean / value, byStd: byStd / value };
  }
  const ratio = distributionOverDensity(z);
  return {
    value: -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(ratio),
    byMean: -1 / (std * ratio),
    byStd: -z / (std * ratio),
  };
}

/** kappa standard deviations below the mean, negated so that larger is better. */
export function lowerConfidenceBound(mean: number, std: number, kappa: number): Score {
  return { value: kappa * std - mean, byMean: -1, byStd: kappa };
}
