/** Accuracy, and precision, recall and F1 per class and averaged. */
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

/** One class's scores, as fractions. */
interface ClassScores {
  /** Of the clips predicted as this class, the share that is; 0 where none is predicted. */
  precision: number;
  /** Of the clips of this class, the share predicted so; 0 where the class is absent. */
  recall: number;
  /** Harmonic mean of the two; 0 where the class is absent and never predicted. */
  f1: number;
  /** How many clips are of this class. */
  support: number;
}

/** Unweighted means over classes, as fractions. */
export interface MacroScores {
  /** Of the classes' precisions. */
  macroPrecision: number;
  /** Of the classes' recalls. */
  macroRecall: number;
  /** Of the classes' own F1. */
  macroF1: number;
}

/** Scores of a classifier, as fractions. */
interface ClassificationScores extends MacroScores {
  accuracy: number;
  /**
   * Means over the classes that clips or predictions name, as scikit-learn takes them by default.
   */
  scikitLearn: MacroScores;
  perClass: ClassScores[];
}

/**
 * Accuracy, and precision, recall and F1 per class and their unweighted means.
 *
 * Convention: macro means run over the classes that occur among the clips. The recall of a class
 * that no clip has is 0 / 0, so undefined; a speaker who never spoke calmly would cost a
 * perfect network a quarter of its score. The mean recall is then scikit-learn's
 * balanced_accuracy_score, the unweighted average recall (UAR) of the speech literature. What
 * precision_recall_fscore_support(average="macro", zero_division=0) gives stands beside it: the
 * same means over the classes that occur among clips or predictions. The two differ only where a
 * class is predicted that no clip has.
 *
 * @param confusion counts [actual][predicted]
 *
 * @example
 * ```ts
 * classificationScores([[1, 1], [0, 2]]).accuracy; // 0.75
 * ```
 */
export function classificationScores(confusion: readonly number[][]): ClassificationScores {
  const perClass = confusion.map((row, index): ClassScores => {
    const hits = row[index];
    const support = sum(row);
    const predicted = sum(confusion.map((other) => other[index]));
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted),
      support,
    };
  });
  const isPredicted = (index: number) => confusion.some((row) => row[index] > 0);
  return {
    accuracy: ratio(sum(confusion.map((row, index) => row[index])), sum(confusion.flat())),
    ...macroScores(perClass.filter(({ support }) => support > 0)),
    scikitLearn: macroScores(
      perClass.filter(({ support }, index) => support > 0 || isPredicted(index)),
    ),
    perClass,
  };
}

function macroScores(classes: readonly ClassScores[]): MacroScores {
  const mean = (score: "precision" | "recall" | "f1") =>
    ratio(sum(classes.map((scores) => scores[score])), classes.length);
  return { macroPrecision: mean("precision"), macroRecall: mean("recall"), macroF1: mean("f1") };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
