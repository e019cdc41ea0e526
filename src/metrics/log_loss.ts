/** In: class probabilities. Out: how surprised a classifier is by the truth. */
import { type Probabilities, probabilityRows } from "./probability_rows.ts";

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
