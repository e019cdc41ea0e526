import { createRandom } from "../base/random.ts";
import { randomPoint } from "./design_points.ts";
import { type GaussianProcess, predictMean } from "./gaussian_process.ts";
import type { Space } from "./space.ts";
import { snap } from "./unit_cube.ts";

/** One parameter's importance. */
export interface ParameterImportance {
  name: string;
  /**
   * Sobol's total index of the model's mean over the whole space: the share of the variance that
   * stays when all parameters but this one are known, interactions included. From 0; the shares of
   * several may add up to more than 1.
   */
  share: number;
  /** The kernel's length scale in the unit cube: the shorter, the faster the function changes. */
  length: number;
}

/**
 * The importance of every dimension by Jansen's estimator (1999): half the mean squared change of
 * the model's mean when one coordinate is drawn anew, over the variance. It speaks of the model,
 * and so of the trials behind it, not of the function where nobody looked.
 */
export function parameterImportance(
  space: Space,
  process: GaussianProcess,
  { samples = 2000, seed = 0 }: { samples?: number; seed?: number } = {},
): ParameterImportance[] {
  const random = createRandom(seed, "importance");
  const points = Array.from({ length: samples }, () => randomPoint(space, random));
  const means = points.map((point) => predictMean(process, point));
  const average = means.reduce((sum, mean) => sum + mean, 0) / samples;
  const variance = means.reduce((sum, mean) => sum + (mean - average) ** 2, 0) / samples;
  return space.map((dimension, d) => {
    const changes = points.map((point, i) => {
      const redrawn = point.with(d, snap(dimension, random.uniform()));
      return (predictMean(process, redrawn) - means[i]) ** 2;
    });
    const change = changes.reduce((sum, value) => sum + value, 0) / samples;
    const share = variance > 0 ? change / 2 / variance : 0;
    return { name: dimension.name, share, length: process.kernel.lengths[d] };
  });
}
