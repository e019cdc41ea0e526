/**
 * What the report draws of one benchmark, small enough to be committed: how the training went, the
 * curves of the test part, its confusion and calibration, all of one run.
 */
import { z } from "zod";
import { knowledgeKinds } from "../metrics/knowledge.ts";
import { intervalMetrics } from "../metrics/metric_intervals.ts";
import { metricsSchema } from "../metrics/evaluate_predictions.ts";

const fraction = z.number().min(0).max(1);
const rate = fraction.nullable();
const interval = z.object({ low: fraction, high: fraction });
const intervals = z.record(z.enum(intervalMetrics), interval.nullable());

/** See {@link EpochRecord} of src/train/checkpoint.ts. */
const epochSchema = z.object({
  epoch: z.int().min(1),
  trainLoss: z.number(),
  trainAccuracy: fraction,
  validationLoss: z.number(),
  validationAccuracy: fraction,
  learningRate: z.number(),
});

/** One class's curves, thinned; null where the test part has no clip of it, or nothing else. */
const classCurvesSchema = z.object({
  name: z.string(),
  roc: z.object({ falsePositiveRate: z.array(fraction), truePositiveRate: z.array(fraction) })
    .nullable(),
  precisionRecall: z.object({ recall: z.array(fraction), precision: z.array(fraction) })
    .nullable(),
});

/** Checks {@link Curves}. */
export const curvesSchema = z.object({
  corpus: z.string().min(1),
  /** The corpus's name in the literature. */
  title: z.string(),
  /** As the summary's rows name it. */
  model: z.string().min(1),
  protocol: z.string().min(1),
  /** What the run's figures take to be known of the test speakers; absent from former files. */
  knowledge: z.enum(knowledgeKinds).optional(),
  /** What was held out, for protocols with folds; "" otherwise. */
  fold: z.string(),
  seed: z.int(),
  synthetic: z.boolean(),
  classes: z.array(z.string()).min(2),
  /** The run's folder name. */
  run: z.string(),
  /** The command that made it. */
  command: z.string(),
  /** The run's config.json and environment.json. */
  config: z.record(z.string(), z.unknown()),
  environment: z.record(z.string(), z.unknown()),
  history: z.array(epochSchema).min(1),
  metrics: metricsSchema,
  /** Bootstrap over the test clips. */
  intervals,
  /**
   * Bootstrap over the test part's speakers, since clips of one speaker are not independent; null
   * where they are unknown or too few to be resampled.
   */
  speakerIntervals: intervals.nullable(),
  /**
   * Share of the test clips whose speaker, or spoken text, is in the training part as well; null
   * where the corpus does not tell.
   */
  alsoInTraining: z.object({ speaker: rate, text: rate }),
  curves: z.array(classCurvesSchema),
}).strict();

/** @internal */
type CurvesShape = z.infer<typeof curvesSchema>;
/** results/curves/ID.json. */
export type Curves = CurvesShape;
