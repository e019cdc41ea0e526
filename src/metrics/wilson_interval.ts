/** In: successes of n trials. Out: the interval in which the true rate lies. */
import { normalQuantile } from "./normal_distribution.ts";

/** A confidence interval. */
export interface Interval {
  /** Lower end. */
  low: number;
  /** Upper end. */
  high: number;
}

/**
 * Wilson's score interval of a rate, such as an accuracy: unlike the textbook ± it stays within
 * [0, 1] and holds its promise near 0 and 1 (Wilson 1927; statsmodels' proportion_confint with
 * method="wilson").
 *
 * @param successes from 0 to trials
 * @param trials at least 1
 * @param options.confidence 0.95 by default
 * @throws RangeError where successes or trials make no rate
 *
 * @example
 * ```ts
 * wilsonInterval(337, 433); // accuracy 0.778: { low: 0.7369…, high: 0.8149… }
 * ```
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  { confidence = 0.95 }: { confidence?: number } = {},
): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials)) {
    throw new RangeError(
      `Expected 0 <= successes <= trials and trials >= 1, but found ${successes} of ${trials}`,
    );
  }
  const z = normalQuantile((1 + confidence) / 2);
  const rate = successes / trials;
  const scale = 1 + z * z / trials;
  const centre = (rate + z * z / (2 * trials)) / scale;
  const half = z / scale * Math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials));
  // At 0 and 1 the bound is exact, which rounding would miss by an ulp.
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}
