/** In: which clips two classifiers got right. Out: whether one is better than chance would have it. */
import { normalDistribution } from "./normal_distribution.ts";

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
