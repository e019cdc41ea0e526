/** The shape of metrics in JSON, such as a run's metrics.json. */
import { z } from "zod";
import { classificationScores } from "./classification_scores.ts";
import type { Metrics } from "./evaluate_predictions.ts";

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
}).transform((metrics) => {
  const { scikitLearn } = metrics;
  if (scikitLearn) return { ...metrics, scikitLearn };
  const { accuracy: _accuracy, perClass: _perClass, ...means } = classificationScores(
    metrics.confusion,
  );
  return { ...metrics, ...means };
});
