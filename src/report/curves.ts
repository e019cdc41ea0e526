/**
 * What the report draws of one benchmark, small enough to be committed: how the training went, the
 * curves of the test set, its confusion and calibration, all of one run.
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import type { Corpus } from "../data/corpus.ts";
import { alsoInTraining } from "../data/splits/split_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { metricsSchema } from "../metrics/evaluate_predictions.ts";
import { LEAST_GROUPS } from "../metrics/group_scores.ts";
import { knowledgeKinds } from "../metrics/knowledge.ts";
import { intervalMetrics, metricIntervals } from "../metrics/metric_intervals.ts";
import { classColumn } from "../metrics/probability_rows.ts";
import {
  type CurvePoint,
  precisionRecallCurve,
  precisionRecallSteps,
  rocCurve,
  thinCurve,
} from "../metrics/ranking_curves.ts";
import { formerTitle, titleSchema } from "./model_titles.ts";
import { type Predictions, readPredictions } from "../train/predictions.ts";
import { runConfigSchema } from "../train/run_config.ts";
import { readRunEnvironment } from "../train/runs.ts";
import type { RunResult } from "../train/train_run.ts";

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

const historySchema = z.array(epochSchema).min(1);
/** A history as files have it: all epochs' values by name. */
const columnsSchema = z.record(z.enum(epochSchema.keyof().options), z.array(z.number()))
  .transform((columns) =>
    columns.epoch.map((_, at) =>
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[at]]))
    )
  ).pipe(historySchema);

/** One class's curves, thinned; null where the test set has no clip of it, or nothing else. */
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
  model: titleSchema,
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
  /** Former files have a record for each epoch. */
  history: z.union([columnsSchema, historySchema]),
  metrics: metricsSchema,
  /** Bootstrap over the test clips. */
  intervals,
  /**
   * Bootstrap over the test set's speakers, since clips of one speaker are not independent; null
   * where they are unknown or too few to be resampled.
   */
  speakerIntervals: intervals.nullable(),
  /**
   * Share of the test clips whose speaker, or spoken text, is in the training set as well; null
   * where the corpus does not tell.
   */
  alsoInTraining: z.object({ speaker: rate, text: rate }),
  /** How many clips of each class the training set has; absent from former files. */
  trainingClips: z.array(z.int().min(0)).optional(),
  curves: z.array(classCurvesSchema),
}).strict();

/** @internal */
type CurvesShape = z.infer<typeof curvesSchema>;
/** results/curves/ID.json. */
export type Curves = CurvesShape;

/** Curves may deviate by so much, which no eye sees. */
const TOLERANCE = 0.006;
const DRAWN_DIGITS = 4;
const POINT_STEPS = 1e3;

/** What the run itself does not know. */
interface RunCurvesOptions {
  /** The network's name in the summary. */
  model: string;
  /** The command as it was given. */
  command: string;
}

/**
 * The curves of `run`, computed from its saved predictions. Throws UserError where its files are
 * missing or of another corpus than `corpus`.
 */
export async function runCurves(
  run: RunResult,
  corpus: Corpus,
  { model, command }: RunCurvesOptions,
): Promise<Curves> {
  const { config, history, folder } = run;
  const { knowledge, lines: _, ...metrics } = run.metrics;
  const predictions = await readPredictions(folder);
  const split = await readSplit(join(folder, "split.json"), corpus);
  const speakerOf = new Map(corpus.clips.map(({ id, speaker }) => [id, speaker]));
  const { labels, probabilities, classes } = predictions;
  const scored = { labels, probabilities, classCount: classes.length };
  const labelOf = new Map(corpus.clips.map(({ id, label }) => [id, label]));
  const trained = Map.groupBy(split.train, (id) => labelOf.get(id)!);
  const speakers = predictions.ids.map((id) => speakerOf.get(id)!);
  const isResampled = !speakers.includes("") && new Set(speakers).size >= LEAST_GROUPS;
  return {
    corpus: corpus.id,
    title: corpus.title,
    model,
    protocol: config.protocol,
    knowledge,
    fold: config.fold,
    seed: config.seed,
    synthetic: corpus.synthetic,
    classes,
    run: basename(folder),
    command,
    // In the schema's order, whether the run was just made or read.
    config: runConfigSchema.parse(config),
    environment: await readRunEnvironment(folder) ?? {},
    history: history.map(rounded),
    metrics: { ...metrics, reliability: metrics.reliability.map(rounded) },
    intervals: metricIntervals(scored),
    speakerIntervals: isResampled ? metricIntervals({ ...scored, groups: speakers }) : null,
    alsoInTraining: alsoInTraining(corpus, split),
    trainingClips: classes.map((name) => trained.get(name)?.length ?? 0),
    curves: classes.map((name, own) => ({ name, ...classCurves(predictions, own) })),
  };
}

function classCurves({ probabilities, labels, classes }: Predictions, own: number) {
  const scores = classColumn(probabilities, own, classes.length);
  const positive = labels.map((label) => label === own);
  const roc = rocCurve(scores, positive)?.points
    .map((point): CurvePoint => [point.falsePositiveRate, point.truePositiveRate]);
  const points = precisionRecallCurve(scores, positive)?.points;
  const precisionRecall = points && precisionRecallSteps(points)
    .map(({ recall, precision }): CurvePoint => [recall, precision]);
  return {
    roc: roc
      ? { falsePositiveRate: column(thin(roc), 0), truePositiveRate: column(thin(roc), 1) }
      : null,
    precisionRecall: precisionRecall
      ? { recall: column(thin(precisionRecall), 0), precision: column(thin(precisionRecall), 1) }
      : null,
  };
}

/** An epoch, or a bin of confidence, as it is drawn, which takes no more digits; counts stay. */
function rounded<Drawn extends object>(drawn: Drawn): Drawn {
  const digits = Object.entries(drawn).map(([name, value]: [string, number | null]) => [
    name,
    value === null || Number.isInteger(value) ? value : Number(value.toPrecision(DRAWN_DIGITS)),
  ]);
  return Object.fromEntries(digits) as Drawn;
}

const thin = (points: CurvePoint[]) => thinCurve(points, TOLERANCE);

function column(points: readonly CurvePoint[], index: 0 | 1): number[] {
  return points.map((point) => Math.round(point[index] * POINT_STEPS) / POINT_STEPS);
}

/** The file of the curves within the results folder. */
export function curvesPath({ corpus, model, protocol }: Curves, folder: string): string {
  const name = [corpus, model, protocol].join("-").toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "-");
  return join(folder, "curves", `${name}.json`);
}

/**
 * Writes the curves into `folder`/curves, over those of the same corpus, model and protocol; those
 * under the model's former title go.
 */
export async function writeCurves(curves: Curves, folder: string): Promise<void> {
  // A line a field: small, and differences show which field changed.
  const checked = curvesSchema.parse(curves);
  const fields = Object.entries({ ...checked, history: columnsOf(checked.history) })
    .map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const path = curvesPath(curves, folder);
  await writeFileWhole(path, `{\n${fields.join(",\n")}\n}\n`);
  const former = curvesPath({ ...curves, model: formerTitle(curves.model) }, folder);
  if (former !== path && pathExists(former)) await Deno.remove(former);
}

/** The values of `records` by name. */
function columnsOf<Row extends object>(records: readonly Row[]) {
  const names = Object.keys(records[0]) as (keyof Row)[];
  return Object.fromEntries(names.map((name) => [name, records.map((row) => row[name])]));
}

/**
 * All curves of the results in `folder`, by file name; none where there are none. Throws UserError
 * where a file is malformed.
 */
export async function readAllCurves(folder: string): Promise<Curves[]> {
  const curves = join(folder, "curves");
  if (!pathExists(curves)) return [];
  const names = (await Array.fromAsync(Deno.readDir(curves), ({ name }) => name))
    .filter((name) => name.endsWith(".json"));
  return await Promise.all(names.sort().map((name) => readJson(join(curves, name), curvesSchema)));
}
