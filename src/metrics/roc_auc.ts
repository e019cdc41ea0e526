/**
 * In: class probabilities or hard predictions of several classes. Out: one-vs-rest areas under the
 * ROC curve, per class and averaged.
 */
import { classColumn, type Probabilities, probabilityRows } from "./probability_rows.ts";
import { rocCurve } from "./roc_curve.ts";

/** One-vs-rest areas under the ROC curve. */
export interface OneVersusRestAuc {
  /** Unweighted mean over the classes that have one; null where none has. */
  macro: number | null;
  /** Per class; null where no clip, or every clip, is of that class: there is no curve then. */
  perClass: (number | null)[];
}

/**
 * One-vs-rest AUC from probabilities: scikit-learn's roc_auc_score(multi_class="ovr",
 * average="macro") where every class occurs. Where one is absent scikit-learn gives no number;
 * here the mean runs over the classes that occur.
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip
 * @throws RangeError where shapes disagree
 */
export function aucProbability(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
): OneVersusRestAuc {
  const rows = probabilityRows(probabilities, labels, classCount);
  return withMacro(Array.from({ length: classCount }, (_, index) => {
    const positive = labels.map((label) => label === index);
    return rocCurve(classColumn(rows, index, classCount), positive)?.auc ?? null;
  }));
}

/**
 * One-vs-rest AUC from hard predictions. A hard prediction's ROC curve has a single corner, so each
 * class's area is (true positive rate + true negative rate) / 2. Paper S does not say how it
 * computed AUC, but hard labels come nearest: TurEV-DB's 84.97 % is what a recall of 76.95 % and a
 * true negative rate near 93 % give, while probabilities of such a classifier score far higher. Its
 * mean over the classes may be weighted: beside ANAD's and TESS's other scores an unweighted one is
 * impossible (src/report/audit/check_scores.ts).
 *
 * @param confusion counts [actual][predicted]
 */
export function aucHardLabel(confusion: readonly number[][]): OneVersusRestAuc {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(confusion.flat());
  return withMacro(confusion.map((row, index) => {
    const positives = sum(row);
    const negatives = total - positives;
    if (positives === 0 || negatives === 0) return null;
    const falsePositives = sum(confusion.map((other) => other[index])) - row[index];
    return (row[index] / positives + (negatives - falsePositives) / negatives) / 2;
  }));
}

function withMacro(perClass: (number | null)[]): OneVersusRestAuc {
  const known = perClass.filter((auc) => auc !== null);
  if (known.length === 0) return { macro: null, perClass };
  return { macro: known.reduce((total, auc) => total + auc, 0) / known.length, perClass };
}
