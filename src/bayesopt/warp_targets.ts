/**
 * Targets on a scale that a Gaussian process can describe (a warped Gaussian process; Snelson,
 * Rasmussen and Ghahramani 2004): losses of trainings have a long upper tail, beside which the
 * differences among good configurations vanish. The warp is w(y) = log(y - best + shift), whose
 * shift is one of a few multiples of the distance from the best to the median, or there is none,
 * whichever makes the targets most likely. It is increasing: the lowest target stays the lowest.
 */
import { type FitKernelOptions, fitKernelWithEvidence } from "./fit_kernel.ts";
import type { Observations } from "./gaussian_process.ts";
import type { KernelParameters } from "./kernel.ts";

/** What is added before the logarithm; null for targets as they are. */
export type WarpShift = number | null;

/** Multiples of the distance from best to median that are tried as the shift. */
const SHIFTS = [3, 1, 0.3];

/** The shifts to choose from; none where most targets are equal to the best. */
function candidateShifts(targets: Float64Array): WarpShift[] {
  const sorted = targets.toSorted();
  const reach = sorted[Math.floor((sorted.length - 1) / 2)] - sorted[0];
  const isDistance = reach > 1e-9 * Math.abs(sorted[0]) && reach > Number.MIN_VALUE / 1e-16;
  return isDistance ? [null, ...SHIFTS.map((factor) => factor * reach)] : [null];
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
 * The shift and the kernel under which the targets, as they are, have the highest density: that of
 * the warped ones times the warp's slopes, 1 / (y - best + shift) each.
 */
export function fitWarpedKernel(
  observations: Observations,
  options: FitKernelOptions,
): WarpedKernel {
  const { targets } = observations;
  const fits = candidateShifts(targets).map((shift) => {
    const warped = warpTargets(targets, shift);
    const { kernel, evidence } = fitKernelWithEvidence(
      { ...observations, targets: warped },
      options,
    );
    const slopes = shift === null ? 0 : -warped.reduce((sum, value) => sum + value, 0);
    return { kernel, shift, density: evidence + slopes };
  });
  return fits.reduce((a, b) => (b.density > a.density ? b : a));
}
