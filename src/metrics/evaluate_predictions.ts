import { z } from "zod";
import { brierScore, calibration, type CalibrationBin, logLoss } from "./calibration.ts";
import {
  classificationScores,
  confusionMatrix,
  type MacroScores,
} from "./classification_scores.ts";
import { type Interval, wilsonInterval } from "./intervals.ts";
import {
  classColumn,
  predictedClasses,
  type Probabilities,
  probabilityRows,
} from "./probability_rows.ts";
import { aucHardLabel, aucProbability, precisionRecallCurve } from "./ranking_curves.ts";

/** One class's metrics; null where the class is absent (or nothing else is) and none exists. */
export interface ClassMetrics {
  /** The class's name. */
  name: string;
  /** How many clips have this label. */
  support: number;
  /** Share of the clips called so that are so; 0 where none is called so. */
  precision: number;
  /** Share of the clips that are so and are called so. */
  recall: number;
  /** Harmonic mean of precision and recall. */
  f1: number;
  /** Area under the ROC curve of this class's probability. */
  aucProbability: number | null;
  /** Area under the ROC curve of the predicted label alone, (recall + specificity) / 2. */
  aucHardLabel: number | null;
  /** Area under the precision-recall curve, by steps. */
  averagePrecision: number | null;
}

/** All metrics of one set of predictions. */
export interface Metrics {
  /** How many clips. */
  count: number;
  /** Share of the clips that are classified rightly. */
  accuracy: number;
  /**
   * Wilson's 95 % interval of the accuracy on these very speakers, as if clips were independent.
   * For other speakers see intervalOverGroups.
   */
  accuracyInterval: Interval;
  /** Mean over the classes that occur, see classificationScores. */
  macroPrecision: number;
  /** Mean over the classes that occur: balanced accuracy, unweighted average recall (UAR). */
  macroRecall: number;
  /** Mean over the classes that occur of their own F1. */
  macroF1: number;
  /** Means over the classes that occur or are predicted, as scikit-learn takes them. */
  scikitLearn: MacroScores;
  /** One-vs-rest, macro, from probabilities. */
  aucProbability: number | null;
  /** One-vs-rest, macro, from the predicted classes alone, as paper S's table 3 suggests. */
  aucHardLabel: number | null;
  /** Mean over the classes that occur. */
  meanAveragePrecision: number | null;
  /** Nats. */
  logLoss: number;
  /** 0 to 2. */
  brierScore: number;
  /** Mean distance of confidence from accuracy, weighted by the bins' counts; 0 to 1. */
  expectedCalibrationError: number;
  /** Confidence against accuracy, bin by bin. */
  reliability: CalibrationBin[];
  /** In the order of the class names. */
  perClass: ClassMetrics[];
  /** Counts [actual][predicted], in the order of the classes. */
  confusion: number[][];
}

/**
 * Every metric of a classifier's predictions.
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip, 0 to classes.length - 1
 * @param classes names in the order of the network's outputs
 * @throws RangeError where shapes disagree or there is no clip
 *
 * @example
 * ```ts
 * evaluatePredictions([[0.9, 0.1], [0.3, 0.7]], [0, 0], ["calm", "sad"]).accuracy; // 0.5
 * ```
 */
export function evaluatePredictions(
  probabilities: Probabilities,
  labels: readonly number[],
  classes: readonly string[],
): Metrics {
  if (labels.length === 0) throw new RangeError("Expected at least one clip, but found none");
  const rows = probabilityRows(probabilities, labels, classes.length);
  const confusion = confusionMatrix(labels, predictedClasses(rows, classes.length), classes.length);
  const { accuracy, perClass, ...macro } = classificationScores(confusion);
  const soft = aucProbability(rows, labels, classes.length);
  const hard = aucHardLabel(confusion);
  const averagePrecisions = classes.map((_, index) => {
    const positive = labels.map((label) => label === index);
    const curve = precisionRecallCurve(classColumn(rows, index, classes.length), positive);
    return curve?.averagePrecision ?? null;
  });
  const { expectedCalibrationError, bins } = calibration(rows, labels, classes.length);
  return {
    count: labels.length,
    accuracy,
    accuracyInterval: wilsonInterval(hits(confusion), labels.length),
    ...macro,
    aucProbability: soft.macro,
    aucHardLabel: hard.macro,
    meanAveragePrecision: meanOfKnown(averagePrecisions),
    logLoss: logLoss(rows, labels, classes.length),
    brierScore: brierScore(rows, labels, classes.length),
    expectedCalibrationError,
    reliability: bins,
    perClass: classes.map((name, index) => ({
      name,
      ...perClass[index],
      aucProbability: soft.perClass[index],
      aucHardLabel: hard.perClass[index],
      averagePrecision: averagePrecisions[index],
    })),
    confusion,
  };
}

const hits = (confusion: number[][]) =>
  confusion.reduce((total, row, index) => total + row[index], 0);

function meanOfKnown(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? known.reduce((total, value) => total + value, 0) / known.length : null;
}

// The shape of metrics in JSON, such as a run's metrics.json.

const fraction = z.number().min(0).max(1);
const rate = fraction.nullable();
const interval = z.object({ low: fraction, high: fraction });

const macro = { macroPrecision: fraction, macroRecall: fraction, macroF1: fraction };

/**
 * See {@link Metrics}; in the same order, so that what was read is written again byte by byte.
 * Metrics from before macro means ran over the classes that occur get theirs from the confusion.
 */
export const metricsSchema: z.ZodType<Metrics> = z.object({
  count: z.int().min(1),
  accuracy: fraction,
  accuracyInterval: interval,
  ...macro,
  scikitLearn: z.object(macro).optional(),
  aucProbability: rate,
  aucHardLabel: rate,
  meanAveragePrecision: rate,
  logLoss: z.number(),
  brierScore: z.number(),
  expectedCalibrationError: fraction,
  reliability: z.array(z.object({
    lower: fraction,
    upper: fraction,
    count: z.int().min(0),
    confidence: rate,
    accuracy: rate,
  })),
  perClass: z.array(z.object({
    name: z.string(),
    precision: fraction,
    recall: fraction,
    f1: fraction,
    support: z.int().min(0),
    aucProbability: rate,
    aucHardLabel: rate,
    averagePrecision: rate,
  })),
  confusion: z.array(z.array(z.int().min(0))),
}).refine(({ confusion }) => confusion.every((row) => row.length === confusion.length), {
  path: ["confusion"],
  message: "Expected as many predicted as actual classes",
}).transform((metrics) => {
  const { scikitLearn } = metrics;
  if (scikitLearn) return { ...metrics, scikitLearn };
  const { accuracy: _accuracy, perClass: _perClass, ...means } = classificationScores(
    metrics.confusion,
  );
  return { ...metrics, ...means };
});
