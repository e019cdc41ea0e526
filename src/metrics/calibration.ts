/** In: class probabilities. Out: whether a clip called with 80 % certainty is right 80 % of the time. */
import { predictedClasses, type Probabilities, probabilityRows } from "./probability_rows.ts";

/** The clips whose confidence lies in (lower, upper]. */
export interface CalibrationBin {
  /** Left out of the bin. */
  lower: number;
  /** Part of the bin. */
  upper: number;
  /** How many clips fall in the bin. */
  count: number;
  /** Mean probability of the predicted class; null in an empty bin. */
  confidence: number | null;
  /** Share of them predicted rightly; null in an empty bin. */
  accuracy: number | null;
}

/** A reliability diagram's data and the error that sums it up. */
export interface Calibration {
  /** Mean gap between confidence and accuracy, weighted by the bins' counts. */
  expectedCalibrationError: number;
  bins: CalibrationBin[];
}

/**
 * Reliability bins of equal width and the expected calibration error of the predicted class
 * (Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3).
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip
 * @param options.binCount number of bins over [0, 1]; 15 as in the paper
 * @throws RangeError where shapes disagree or binCount is no positive whole number
 */
export function calibration(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
  { binCount = 15 }: { binCount?: number } = {},
): Calibration {
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new RangeError(`Expected binCount to be a positive whole number, but found ${binCount}`);
  }
  const rows = probabilityRows(probabilities, labels, classCount);
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, hits: 0 }));
  predictedClasses(rows, classCount).forEach((predicted, clip) => {
    const confidence = rows[clip * classCount + predicted];
    const bin = sums[Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1)];
    bin.count++;
    bin.confidence += confidence;
    if (predicted === labels[clip]) bin.hits++;
  });
  const gaps = sums.map(({ confidence, hits }) => Math.abs(confidence - hits));
  return {
    expectedCalibrationError: labels.length === 0
      ? 0
      : gaps.reduce((total, gap) => total + gap, 0) / labels.length,
    bins: sums.map(({ count, confidence, hits }, index) => ({
      lower: index / binCount,
      upper: (index + 1) / binCount,
      count,
      confidence: count ? confidence / count : null,
      accuracy: count ? hits / count : null,
    })),
  };
}
