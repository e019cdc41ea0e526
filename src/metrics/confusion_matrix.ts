/** In: actual and predicted classes. Out: how often each actual class was predicted as each. */
import { checkLabels } from "./probability_rows.ts";

/**
 * Counts [actual][predicted], as scikit-learn's confusion_matrix with labels = all classes.
 *
 * @param labels the actual class of each clip, 0 to classCount - 1
 * @param predicted the predicted class of each clip, in the same order
 * @throws RangeError where the lengths differ or a value names no class
 *
 * @example
 * ```ts
 * confusionMatrix([0, 0, 1], [0, 1, 1], 2); // [[1, 1], [0, 1]]
 * ```
 */
export function confusionMatrix(
  labels: readonly number[],
  predicted: readonly number[],
  classCount: number,
): number[][] {
  if (labels.length !== predicted.length) {
    throw new RangeError(
      `Expected ${labels.length} predictions, one a label, but found ${predicted.length}`,
    );
  }
  checkLabels(labels, classCount);
  checkLabels(predicted, classCount);
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  labels.forEach((label, clip) => counts[label][predicted[clip]]++);
  return counts;
}
