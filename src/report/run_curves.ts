/** In: a finished run and its corpus. Out: what the report draws of it. */
import { basename, join } from "node:path";
import type { Corpus } from "../data/corpus.ts";
import { alsoInTraining } from "../data/splits/split_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { LEAST_GROUPS } from "../metrics/group_scores.ts";
import { metricIntervals } from "../metrics/metric_intervals.ts";
import {
  type CurvePoint,
  precisionRecallCurve,
  precisionRecallSteps,
  rocCurve,
  thinCurve,
} from "../metrics/ranking_curves.ts";
import { classColumn } from "../metrics/probability_rows.ts";
import { type Predictions, readPredictions } from "../train/predictions.ts";
import { readRunEnvironment } from "../train/runs.ts";
import { runConfigSchema } from "../train/run_config.ts";
import type { RunResult } from "../train/train_run.ts";
import type { Curves } from "./curves.ts";

/** Curves may deviate by so much, which no eye sees. */
const TOLERANCE = 0.002;

/** What the run itself does not know. */
export interface RunCurvesOptions {
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
    history,
    metrics,
    intervals: metricIntervals(scored),
    speakerIntervals: isResampled ? metricIntervals({ ...scored, groups: speakers }) : null,
    alsoInTraining: alsoInTraining(corpus, split),
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

const thin = (points: CurvePoint[]) => thinCurve(points, TOLERANCE);

function column(points: readonly CurvePoint[], index: 0 | 1): number[] {
  return points.map((point) => Math.round(point[index] * 1e5) / 1e5);
}
