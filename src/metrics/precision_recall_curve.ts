/** In: scores and which clips are positive. Out: the precision-recall curve, average precision. */
import { thresholdCounts } from "./threshold_counts.ts";

/** One point of a precision-recall curve. */
export interface PrecisionRecallPoint {
  /** Clips that score at least this are called positive; null for "none", the curve's start. */
  threshold: number | null;
  precision: number;
  recall: number;
}

/** A precision-recall curve and its average precision. */
export interface PrecisionRecallCurve {
  /** From recall 0, where precision is 1 by convention, to recall 1. */
  points: PrecisionRecallPoint[];
  /** Sum of precision times the step in recall; not interpolated. */
  averagePrecision: number;
}

/**
 * The precision-recall curve of a binary classifier (paper S, figures 2 to 5), one point a distinct
 * score, and its average precision as scikit-learn's average_precision_score.
 *
 * @param scores one a clip, higher for more likely positive
 * @param positive whether each clip is positive
 * @returns null where no clip is positive: recall is then undefined
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
): PrecisionRecallCurve | null {
  const positives = positive.filter(Boolean).length;
  if (positives === 0) return null;
  const points: PrecisionRecallPoint[] = [{ threshold: null, precision: 1, recall: 0 }];
  let weighted = 0;
  let previous = 0;
  for (const { threshold, truePositives, falsePositives } of thresholdCounts(scores, positive)) {
    const precision = truePositives / (truePositives + falsePositives);
    weighted += precision * (truePositives - previous);
    points.push({ threshold, precision, recall: truePositives / positives });
    previous = truePositives;
  }
  // Divided once at the end, so that a perfect classifier gets 1 and not a rounding error more.
  return { points, averagePrecision: weighted / positives };
}
