/** In: class probabilities. Out: their mean squared distance from the truth. */
import { type Probabilities, probabilityRows } from "./probability_rows.ts";

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
