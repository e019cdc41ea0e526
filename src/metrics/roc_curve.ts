/** In: scores and which clips are positive. Out: the ROC curve and the area under it. */
import { thresholdCounts } from "./threshold_counts.ts";

/** One point of a receiver operating characteristic. */
export interface RocPoint {
  /** Clips that score at least this are called positive; null for "none", the curve's start. */
  threshold: number | null;
  falsePositiveRate: number;
  truePositiveRate: number;
}

/** A ROC curve from (0, 0) to (1, 1) and its area. */
export interface RocCurve {
  points: RocPoint[];
  /** Area under the curve by trapezia, which counts a tie as half. */
  auc: number;
}

/**
 * The ROC curve of a binary classifier, one point a distinct score, as scikit-learn's roc_curve
 * with drop_intermediate = False.
 *
 * @param scores one a clip, higher for more likely positive
 * @param positive whether each clip is positive
 * @returns null where all clips are positive or none is: the curve is then undefined
 */
export function rocCurve(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
): RocCurve | null {
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: RocPoint[] = [{ threshold: null, falsePositiveRate: 0, truePositiveRate: 0 }];
  // Twice the area in pairs of a positive and a negative: whole numbers, so that a perfect
  // classifier's area is 1 and not a rounding error more.
  let doubleArea = 0;
  let previous = { truePositives: 0, falsePositives: 0 };
  for (const counts of thresholdCounts(scores, positive)) {
    const { threshold, truePositives, falsePositives } = counts;
    doubleArea += (falsePositives - previous.falsePositives) *
      (truePositives + previous.truePositives);
    points.push({
      threshold,
      falsePositiveRate: falsePositives / negatives,
      truePositiveRate: truePositives / positives,
    });
    previous = counts;
  }
  return { points, auc: doubleArea / (2 * positives * negatives) };
}
