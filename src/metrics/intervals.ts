import { quantile } from "../base/statistics.ts";
import { createRandom } from "../base/random.ts";
import { normalDistribution, normalQuantile } from "./normal_distribution.ts";

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

/** What is resampled and how. */
interface BootstrapOptions {
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

/**
 * The 95 % interval of the mean of `values`, from their own spread (Student 1908); null for a
 * single value, which has none. Exact where the values are normal.
 */
export function studentInterval(values: readonly number[]): Interval | null {
  const { mean, sd } = meanSd(values);
  if (sd === null) return null;
  const reach = studentQuantile(0.975, values.length - 1) * sd / Math.sqrt(values.length);
  return { low: mean - reach, high: mean + reach };
}

/**
 * The point below which Student's t distribution has the share `probability` (0.5 to 1, both
 * excluded), at `degrees` whole degrees of freedom, from 1.
 */
export function studentQuantile(probability: number, degrees: number): number {
  let low = 0, high = 1;
  while (studentShare(high, degrees) < probability) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentShare(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The share below `t`, by the finite sums in the angle atan(t / sqrt(degrees)) that Abramowitz and
 * Stegun give for whole degrees of freedom (26.7.3 and 26.7.4).
 */
function studentShare(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (power - 1) / power * cosine ** 2;
    sum += term;
  }
  const within = isOdd ? (angle + Math.sin(angle) * sum) * 2 / Math.PI : Math.sin(angle) * sum;
  return (1 + within) / 2;
}

/** A mean with its spread. */
interface MeanSd {
  mean: number;
  /** Sample standard deviation (n - 1 in the denominator); null for a single value. */
  sd: number | null;
}

/**
 * Mean and sample standard deviation.
 *
 * @throws RangeError where there is no value
 *
 * @example
 * ```ts
 * meanSd([1, 2, 3]); // { mean: 2, sd: 1 }
 * ```
 */
export function meanSd(values: readonly number[]): MeanSd {
  if (values.length === 0) throw new RangeError("Expected at least one value, but found none");
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  if (values.length === 1) return { mean, sd: null };
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}

/** McNemar's test of two classifiers on the same clips. */
export interface McNemar {
  /** Clips that only the first got right. */
  onlyFirst: number;
  /** Clips that only the second got right. */
  onlySecond: number;
  /** Exact two-sided p-value, by the binomial distribution. */
  exactP: number;
  /** Chi-square with one degree of freedom, Edwards' continuity correction. */
  statistic: number;
  /** Its p-value. */
  correctedP: number;
}

/**
 * McNemar's test on paired predictions (McNemar 1947, Edwards 1948), exact and corrected, as
 * statsmodels' mcnemar. With as many discordant clips on either side the statistic is 0 and both p
 * are 1 (as in R; statsmodels then corrects below zero and squares it).
 *
 * @param first whether the first classifier got each clip right
 * @param second the same of the second, for the same clips in the same order
 * @throws RangeError where the lengths differ
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  if (first.length !== second.length) {
    throw new RangeError(
      `Expected both classifiers on the same clips, but found ${first.length} and ${second.length}`,
    );
  }
  const onlyFirst = first.filter((right, clip) => right && !second[clip]).length;
  const onlySecond = second.filter((right, clip) => right && !first[clip]).length;
  const discordant = onlyFirst + onlySecond;
  const gap = Math.abs(onlyFirst - onlySecond);
  const statistic = gap === 0 ? 0 : (gap - 1) ** 2 / discordant;
  return {
    onlyFirst,
    onlySecond,
    exactP: Math.min(1, 2 * fairCoinCumulative(Math.min(onlyFirst, onlySecond), discordant)),
    statistic,
    // A chi-square with one degree of freedom is a squared standard normal.
    correctedP: 2 * normalDistribution(-Math.sqrt(statistic)),
  };
}

/** P(X <= successes) for X ~ Binomial(trials, 1/2), summed in logarithms against underflow. */
function fairCoinCumulative(successes: number, trials: number): number {
  let logTerm = -trials * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= successes; k++) {
    logTerm += Math.log((trials - k + 1) / k);
    sum += Math.exp(logTerm);
  }
  return sum;
}
