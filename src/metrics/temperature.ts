/**
 * Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2):
 * one number that makes a network's certainty fit how often it is right. The predicted class stays.
 */
import { logLoss } from "./log_loss.ts";
import { type Probabilities, probabilityRows } from "./probability_rows.ts";

/** Temperatures from a twentieth to twenty: beyond them certainty is all or nothing. */
const WIDEST_LOG = Math.log(20);
/** Relative precision of the temperature. */
const PRECISION = 1e-6;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Stands for a probability of 0, which has no logarithm. */
const LEAST = 1e-30;

/**
 * The temperature that minimises the log loss of `probabilities`, from 0.05 to 20: above 1 the
 * network was too certain. To be fitted on clips that neither trained nor test the network. The loss
 * is convex in 1 / temperature, so that golden section finds its only minimum.
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
