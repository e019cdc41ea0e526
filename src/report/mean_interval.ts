/** In: a summary's row. Out: how exactly its mean is known. */
import { type Interval, wilsonInterval } from "../metrics/wilson_interval.ts";
import type { SummaryRow } from "./summary.ts";

/** What the spread of a mean over seeds is computed from. */
export type MeanOverSeeds = Pick<SummaryRow, "mean" | "sd" | "n" | "values">;

/**
 * The variance of a mean over k seeds: of each seed the larger of q(1 - q)/n, for its n test clips,
 * and the seeds' own variance, divided by k. Exact for accuracies of independent draws; for the
 * other metrics, which are means of bounded values, about right.
 */
export function meanVariance({ mean, sd, n, values }: MeanOverSeeds): number {
  return Math.max(mean * (1 - mean) / n, (sd ?? 0) ** 2) / values.length;
}

/**
 * The 95 % interval of a mean over seeds: Wilson's for as many clips as would have that variance,
 * so that it stays within [0, 1].
 */
export function meanInterval(row: MeanOverSeeds): Interval {
  const { mean, n, values } = row;
  const variance = meanVariance(row);
  // At least one: seeds of 0 and 1 spread more than any single clip could.
  const clips = variance > 0 ? Math.max(1, mean * (1 - mean) / variance) : n * values.length;
  return wilsonInterval(mean * clips, clips);
}
