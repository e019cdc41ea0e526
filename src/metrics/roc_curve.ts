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
  let auc = 0;
  for (const { threshold, truePositives, falsePositives } of thresholdCounts(scores, positive)) {
    const previous = points[points.length - 1];
    const point = {
      threshold,
      falsePositiveRate: falsePositives / negatives,
      truePositiveRate: truePositives / positives,
    };
    auc += (point.falsePositiveRate - previous.falsePositiveRate) *
      (point.truePositiveRate + previous.truePositiveRate) / 2;
    points.push(point);
  }
  return { points, auc };
}
