/**
 * Whether a clip called with 80 % certainty is right 80 % of the
 * time.
 */
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
interface Calibration {
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

/**
 * The Brier score over all classes: the mean over clips of the summed squared differences between
 * probabilities and the one-hot truth, from 0 (certain and right) to 2 (certain and wrong), as
 * Brier (1950) wrote it and scikit-learn's brier_score_loss(scale_by_half=False) computes it.
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip
 * @throws RangeError where shapes disagree or there is no clip
 */
export function brierScore(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
): number {
  const rows = probabilityRows(probabilities, labels, classCount);
  if (labels.length === 0) throw new RangeError("Expected at least one clip, but found none");
  const total = rows.reduce((sum, probability, at) => {
    const truth = labels[Math.floor(at / classCount)] === at % classCount ? 1 : 0;
    return sum + (probability - truth) ** 2;
  }, 0);
  return total / labels.length;
}

/**
 * Mean negative natural logarithm of the actual class's probability, in nats: scikit-learn's
 * log_loss, and the training loss of paper S. Probabilities are clipped away from 0 and 1 by the
 * spacing of 64-bit floats at 1 (2.2e-16), so one certain error costs 36 nats, not infinity.
 *
 * @param probabilities [clip, class], each row summing to 1
 * @param labels the actual class of each clip
 * @throws RangeError where shapes disagree or there is no clip
 */
export function logLoss(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
): number {
  const rows = probabilityRows(probabilities, labels, classCount);
  if (labels.length === 0) throw new RangeError("Expected at least one clip, but found none");
  const total = labels.reduce((sum, label, clip) => {
    const probability = rows[clip * classCount + label];
    return sum - Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  }, 0);
  return total / labels.length;
}

// Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2):
// one number that makes a network's certainty fit how often it is right. The predicted class stays.

/** Temperatures from a twentieth to twenty: beyond them certainty is all or nothing. */
const WIDEST_LOG = Math.log(20);
/** Relative precision of the temperature. */
const PRECISION = 1e-6;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Stands for a probability of 0, which has no logarithm. */
const LEAST = 1e-30;

/**
 * The temperature that minimises the log loss of `probabilities`, from 0.05 to 20: above 1 the
 * network was too certain. To be fitted on clips that neither trained nor test the network. The
 * loss is convex in 1 / temperature, so that golden section finds its only minimum.
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip
 * @param smoothing so much of each clip's target is spread over the other classes (Platt 1999,
 *   "Probabilistic Outputs for Support Vector Machines", section 2.2); the loss stays convex
 * @throws RangeError where shapes disagree or there is no clip
 *
 * @example
 * ```ts
 * const temperature = fitTemperature(onValidation, labels, 4);
 * const calibrated = applyTemperature(onTest, temperature, 4);
 * ```
 */
export function fitTemperature(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
  smoothing = 0,
): number {
  if (labels.length === 0) throw new RangeError("Expected clips to fit a temperature on");
  const rows = probabilityRows(probabilities, labels, classCount);
  const lossAt = (logTemperature: number) => {
    const scaled = applyTemperature(rows, Math.exp(logTemperature), classCount);
    const loss = logLoss(scaled, labels, classCount);
    if (smoothing === 0) return loss;
    const ofOthers = meanLossOfOthers(scaled, labels, classCount);
    return (1 - smoothing) * loss + smoothing * ofOthers;
  };
  let low = -WIDEST_LOG, high = WIDEST_LOG;
  let left = high - GOLDEN * (high - low), right = low + GOLDEN * (high - low);
  let leftLoss = lossAt(left), rightLoss = lossAt(right);
  while (high - low > PRECISION) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - GOLDEN * (high - low);
      leftLoss = lossAt(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + GOLDEN * (high - low);
      rightLoss = lossAt(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** The mean of -log(probability) over the classes that each clip is not of. */
function meanLossOfOthers(
  probabilities: Float64Array,
  labels: readonly number[],
  classCount: number,
): number {
  let sum = 0;
  probabilities.forEach((value, at) => {
    if (at % classCount !== labels[Math.floor(at / classCount)]) {
      sum -= Math.log(Math.max(value, LEAST));
    }
  });
  return sum / (labels.length * Math.max(1, classCount - 1));
}

/**
 * Softmax of log(probability) / temperature, which is that of the logits divided by it.
 *
 * @param probabilities [clip, class], row-major
 * @throws RangeError where the temperature is not positive
 */
export function applyTemperature(
  probabilities: ArrayLike<number>,
  temperature: number,
  classCount: number,
): Float64Array {
  if (!(temperature > 0)) {
    throw new RangeError(`Expected a positive temperature, but found ${temperature}`);
  }
  const scaled = new Float64Array(probabilities.length);
  for (let start = 0; start < scaled.length; start += classCount) {
    let largest = LEAST;
    for (let at = start; at < start + classCount; at++) {
      largest = Math.max(largest, probabilities[at]);
    }
    let sum = 0;
    for (let at = start; at < start + classCount; at++) {
      scaled[at] = Math.exp(Math.log(Math.max(probabilities[at], LEAST) / largest) / temperature);
      sum += scaled[at];
    }
    for (let at = start; at < start + classCount; at++) scaled[at] /= sum;
  }
  return scaled;
}
