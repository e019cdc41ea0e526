/**
 * In: how many were tested, how many hits, and limits of each class's clips. Out: intervals that
 * each score must lie in, whatever the confusion matrix. Proofs, not searches: a printed score
 * outside is impossible.
 */
import type { MarginScores } from "./margins.ts";

/** What is known of the tested part. */
export interface TestedPart {
  tested: number;
  hits: number;
  /** The fewest and the most clips of each class. */
  limits: { low: number; high: number }[];
}

/** From the least to the greatest value. */
export interface Bounds {
  low: number;
  high: number;
}

/**
 * Intervals for macro recall, macro precision and the hard labels' AUCs.
 *
 * With E errors: macro recall is 1 - mean of misses / clips; the mean is least where the misses
 * fill the largest classes, and greatest where they fill the smallest. The false positive rate of a
 * class of n clips is alarms / (tested - n), so E alarms weigh least in the smallest class and most
 * in the largest. Macro precision loses least where all alarms fall into the largest class, each
 * clip of which is hit.
 *
 * @param recall narrows the AUC where macro recall is known, as its printed value gives it
 */
export function scoreBounds(
  { tested, hits, limits }: TestedPart,
  recall: Bounds = { low: 0, high: 1 },
): Record<Exclude<keyof MarginScores, "macroF1">, Bounds> {
  const classes = limits.length;
  const errors = tested - hits;
  const smallest = Math.max(0, Math.min(...limits.map(({ low }) => low)));
  const largest = Math.min(tested, Math.max(...limits.map(({ high }) => high)));
  const ascending = limits.map(({ low }) => low).sort((a, b) => a - b);
  const descending = limits.map(({ high }) => high).sort((a, b) => b - a);
  const macroRecall = {
    low: 1 - filledShares(errors, ascending) / classes,
    high: 1 - filledShares(errors, descending) / classes,
  };
  const known = {
    low: Math.max(recall.low, macroRecall.low),
    high: Math.min(recall.high, macroRecall.high),
  };
  const alarmRate = (clips: number) => tested === clips ? classes : errors / (tested - clips);
  const weightedRate = (clips: number) => alarmRate(clips) * clips / tested;
  const accuracy = hits / tested;
  return {
    macroRecall,
    macroPrecision: { low: 0, high: 1 - errors / (largest + errors) / classes },
    aucHardMacro: {
      low: (known.low + 1 - alarmRate(largest) / classes) / 2,
      high: (known.high + 1 - alarmRate(smallest) / classes) / 2,
    },
    aucHardWeighted: {
      low: (accuracy + 1 - weightedRate(largest)) / 2,
      high: (accuracy + 1 - weightedRate(smallest)) / 2,
    },
  };
}

/** The sum of shares filled when `amount` fills one vessel of `sizes` after another. */
function filledShares(amount: number, sizes: readonly number[]): number {
  let shares = 0;
  let left = amount;
  for (const size of sizes) {
    if (left <= 0) break;
    const share = size > 0 ? Math.min(1, left / size) : 1;
    shares += share;
    left -= share * size;
  }
  return shares;
}
