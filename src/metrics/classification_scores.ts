/** In: a confusion matrix. Out: accuracy, and precision, recall and F1 per class and averaged. */

/** One class's scores, as fractions. */
export interface ClassScores {
  /** Of the clips predicted as this class, the share that is; 0 where none is predicted. */
  precision: number;
  /** Of the clips of this class, the share predicted so; 0 where the class is absent. */
  recall: number;
  /** Harmonic mean of the two; 0 where the class is absent and never predicted. */
  f1: number;
  /** How many clips are of this class. */
  support: number;
}

/** Scores of a classifier, as fractions. */
export interface ClassificationScores {
  accuracy: number;
  /** Unweighted mean over all classes, absent ones (0) included. */
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  perClass: ClassScores[];
}

/**
 * Accuracy, and precision, recall and F1 per class and their unweighted means: what scikit-learn's
 * precision_recall_fscore_support gives with labels = all classes and zero_division = 0.
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
  const mean = (score: "precision" | "recall" | "f1") =>
    ratio(sum(perClass.map((scores) => scores[score])), perClass.length);
  return {
    accuracy: ratio(sum(confusion.map((row, index) => row[index])), sum(confusion.flat())),
    macroPrecision: mean("precision"),
    macroRecall: mean("recall"),
    macroF1: mean("f1"),
    perClass,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
