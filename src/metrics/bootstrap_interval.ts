/** In: n clips and a statistic of any of them. Out: its percentile bootstrap interval. */
import { quantile } from "../base/quantile.ts";
import { createRandom } from "../base/random.ts";
import type { Interval } from "./wilson_interval.ts";

/** What is resampled and how. */
export interface BootstrapOptions {
  /** How many clips there are. */
  count: number;
  /** The statistic of the clips at these indices, repeats included; NaN where it has no value. */
  statistic: (indices: Int32Array) => number;
  /**
   * One group a clip, such as its speaker. Whole groups are then drawn, because clips of one
   * speaker are not independent; without it clips are drawn one by one.
   */
  groups?: readonly string[];
  /** How often; 2000 by default. */
  resamples?: number;
  /** 0.95 by default. */
  confidence?: number;
  /** 0 by default. */
  seed?: number;
}

/**
 * The percentile bootstrap interval (Efron 1979; scipy.stats.bootstrap with method="percentile"),
 * or the cluster bootstrap where groups are given. Deterministic by seed.
 *
 * @throws RangeError where there is no clip, the groups' length differs, or no resample has a value
 *
 * @example
 * ```ts
 * const statistic = (at: Int32Array) => at.filter((i) => correct[i]).length / at.length;
 * bootstrapInterval({ count: correct.length, statistic, groups: speakers });
 * ```
 */
export function bootstrapInterval(options: BootstrapOptions): Interval {
  const { count, statistic, groups, resamples = 2000, confidence = 0.95, seed = 0 } = options;
  if (count < 1 || (groups && groups.length !== count)) {
    throw new RangeError(
      `Expected at least one clip and a group for each, but found ${count} clips` +
        (groups ? ` and ${groups.length} groups` : ""),
    );
  }
  const members = clusters(count, groups);
  const random = createRandom(seed, "bootstrap");
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = members.map(() => random.pick(members));
    const value = statistic(Int32Array.from(drawn.flat()));
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0) {
    throw new RangeError(
      "Expected the statistic to have a value in some resample, but it has none",
    );
  }
  return {
    low: quantile(values, (1 - confidence) / 2),
    high: quantile(values, (1 + confidence) / 2),
  };
}

function clusters(count: number, groups?: readonly string[]): number[][] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (!groups) return indices.map((index) => [index]);
  return [...Map.groupBy(indices, (index) => groups[index]).values()];
}
