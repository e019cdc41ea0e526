/**
 * Targets on a scale that a Gaussian process can describe (a warped Gaussian process; Snelson,
 * Rasmussen and Ghahramani 2004): losses of trainings have a long upper tail, beside which the
 * differences among good configurations vanish. The warp is w(y) = log(y - best + shift), the shift
 * the distance from the best to the median; it is taken where it makes the targets clearly more
 * likely. It is increasing: the lowest target stays the lowest.
 */
import { type FitKernelOptions, fitKernelWithEvidence } from "./fit_kernel.ts";
import type { Observations } from "./gaussian_process.ts";
import type { KernelParameters } from "./kernel.ts";

/** What is added before the logarithm; null for targets as they are. */
export type WarpShift = number | null;

/** The warp must make the targets e^5 times as likely, lest it come and go between trials. */
const LEAST_GAIN = 5;

/** The distance from the lowest target to the median; null where most are equal to the lowest. */
function medianDistance(targets: Float64Array): WarpShift {
  const sorted = targets.toSorted();
  const distance = sorted[Math.floor((sorted.length - 1) / 2)] - sorted[0];
  return distance > 1e-9 * Math.abs(sorted[0]) && distance > 1e-300 ? distance : null;
}

/** [target] their warped values, of which the lowest is log(shift). */
export function warpTargets(targets: Float64Array, shift: WarpShift): Float64Array {
  if (shift === null) return targets;
  const best = targets.reduce((a, b) => Math.min(a, b));
  return targets.map((target) => Math.log(target - best + shift));
}

/** A kernel for warped targets. */
export interface WarpedKernel {
  kernel: KernelParameters;
  shift: WarpShift;
}

/**
 * The kernel for the targets as they are, or for warped ones where these have the higher density:
 * that of the warped targets times the warp's slopes, 1 / (y - best + shift) each.
 */
export function fitWarpedKernel(
  observations: Observations,
  options: FitKernelOptions,
): WarpedKernel {
  const plain = fitKernelWithEvidence(observations, options);
  const shift = medianDistance(observations.targets);
  if (shift !== null) {
    const targets = warpTargets(observations.targets, shift);
    const { kernel, evidence } = fitKernelWithEvidence({ ...observations, targets }, options);
    const density = evidence - targets.reduce((sum, value) => sum + value, 0);
    if (density > plain.evidence + LEAST_GAIN) return { kernel, shift };
  }
  return { kernel: plain.kernel, shift: null };
}
