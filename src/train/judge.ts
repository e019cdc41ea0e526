/**
 * What a run's network says of a part, with the same weights under each kind of knowledge of the
 * speakers.
 */
import { join } from "node:path";
import { z } from "zod";
import { quantile } from "../base/statistics.ts";
import type { Corpus } from "../data/corpus.ts";
import { applyTemperature, fitTemperature } from "../metrics/calibration.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import {
  type Knowledge,
  knowledgeKinds,
  type MetricsLine,
  predictionsFile,
  type RunMetrics,
  runMetrics,
} from "../metrics/knowledge.ts";
import type { Examples, SplitExamples } from "./examples.ts";
import { predictionsCsv } from "./predictions.ts";
import type { Predictor } from "./predictor.ts";
import type { RunConfig } from "./run_config.ts";

/**
 * The kinds of knowledge of speakers under which a network of `config` predicts, the least first.
 * What was learned from the test set's own clips, unlabelled, holds for these speakers alone.
 */
export function knowledgeOf(
  { features, pseudoLabelled }: Pick<RunConfig, "features" | "pseudoLabelled">,
): Knowledge[] {
  if (pseudoLabelled !== undefined) return ["unlabelled"];
  return features?.normalisation === "perSpeaker" ? ["nothing", "unlabelled"] : ["nothing"];
}

/** Where a run keeps its calibration. */
export const CALIBRATION = "calibration.json";

const fraction = z.number().min(0).max(1);
const answered = z.object({
  clips: z.int().min(0),
  coverage: fraction,
  accuracy: fraction.nullable(),
});

/** Checks {@link Calibration}. */
export const calibrationSchema = z.object({
  lines: z.array(
    z.object({
      knowledge: z.enum(knowledgeKinds),
      /** Fitted on the validation clips; see fitTemperature. */
      temperature: z.number().positive(),
      /** An answer of less confidence is "unsure". */
      leastConfidence: fraction,
      /** Of the validation clips, on which both were chosen: those answered, and how rightly. */
      validation: answered,
      /** Of the test clips; null for a run that has none. */
      test: answered.nullable(),
    }),
  ),
});

/** @internal */
type CalibrationShape = z.infer<typeof calibrationSchema>;
/** How certain a run's network may be of what it says, for each kind of knowledge. */
export type Calibration = CalibrationShape;
/** Of one kind of knowledge. */
export type CalibrationLine = Calibration["lines"][number];

/** So many of the validation clips are answered; the rest, of least confidence, is "unsure". */
export const COVERAGE = 0.9;

/**
 * What one line takes of certainty, the headline's where the run has no such line; undefined for
 * runs from before calibration was stored.
 */
export function calibrationFor(
  calibration: Calibration | undefined,
  knowledge: Knowledge,
): CalibrationLine | undefined {
  return calibration?.lines.find((line) => line.knowledge === knowledge) ?? calibration?.lines[0];
}

/** The probabilities that users get: calibrated where the run has a calibration. */
export function calibrated(
  probabilities: ArrayLike<number>,
  calibration: Pick<CalibrationLine, "temperature"> | undefined,
  classCount: number,
): Float64Array {
  if (calibration === undefined) return Float64Array.from(probabilities);
  return applyTemperature(probabilities, calibration.temperature, classCount);
}

/**
 * The calibration that fits validation clips, which neither train nor test the network.
 *
 * @param probabilities [clip, class] of the network itself
 */
export function fitCalibration(
  knowledge: Knowledge,
  probabilities: ArrayLike<number>,
  labels: readonly number[],
  classCount: number,
): CalibrationLine {
  const rows = Float64Array.from(probabilities);
  // As Platt 1999 did: without it, clips that are all right would ask for certainty.
  const smoothing = 1 / (labels.length + 2);
  const temperature = fitTemperature(rows, labels, classCount, smoothing);
  const found = applyTemperature(rows, temperature, classCount);
  const leastConfidence = leastConfidenceOf(found, classCount);
  return {
    knowledge,
    temperature,
    leastConfidence,
    validation: answeredAt(leastConfidence, found, labels, classCount),
    test: null,
  };
}

/** The confidence that {@link COVERAGE} of the clips have. `probabilities`: [clip, class]. */
export function leastConfidenceOf(probabilities: Float64Array, classCount: number): number {
  return quantile(confidences(probabilities, classCount), 1 - COVERAGE);
}

/** How many clips are answered with `leastConfidence` or more, and how many of these rightly. */
export function answeredAt(
  leastConfidence: number,
  probabilities: Float64Array,
  labels: readonly number[],
  classCount: number,
): z.infer<typeof answered> {
  const certainty = confidences(probabilities, classCount);
  const rows = [...labels.keys()].filter((row) => certainty[row] >= leastConfidence);
  const right = rows.filter((row) =>
    probabilities[row * classCount + labels[row]] === certainty[row]
  );
  return {
    clips: rows.length,
    coverage: rows.length / labels.length,
    accuracy: rows.length ? right.length / rows.length : null,
  };
}

function confidences(probabilities: Float64Array, classCount: number): number[] {
  return Array.from(
    { length: probabilities.length / classCount },
    (_, row) => Math.max(...probabilities.subarray(row * classCount, (row + 1) * classCount)),
  );
}

/** Of the clips of each speaker, how many; the median over the speakers. Null for "nothing". */
export function clipsKnown(
  knowledge: Knowledge,
  ids: readonly string[],
  speakerOf: (id: string) => string,
): number | null {
  if (knowledge === "nothing") return null;
  const counts = [...Map.groupBy(ids, speakerOf).values()].map(({ length }) => length);
  return counts.length ? quantile(counts, 0.5) : null;
}

/**
 * The line "unlabelled" of clips `ids`: for a clip that is its speaker's only one nothing more is
 * known than for an unknown one, as `predict` has it, so that it stands as in the line "nothing".
 *
 * @param known [clip, class] with the speakers' clips
 * @param alone [clip, class] of each clip by itself; undefined where the run has no such line
 */
export function withLoneClips(
  known: Float64Array,
  alone: Float64Array | undefined,
  ids: readonly string[],
  speakerOf: (id: string) => string,
): Float64Array {
  if (alone === undefined) return known;
  const width = known.length / ids.length;
  const all = known.slice();
  for (const rows of Map.groupBy(ids.keys(), (row) => speakerOf(ids[row])).values()) {
    if (rows.length > 1) continue;
    const start = rows[0] * width;
    all.set(alone.subarray(start, start + width), start);
  }
  return all;
}

/** Input of {@link judgeLine}. */
interface LineOptions {
  knowledge: Knowledge;
  /** That of the run's headline. */
  headline: Knowledge;
  classes: readonly string[];
  speakerOf: (id: string) => string;
}

/** The metrics of one line, from the probabilities that users get. */
export function judgeLine(
  { ids, labels }: Pick<Examples, "ids" | "labels">,
  probabilities: Float64Array,
  { knowledge, headline, classes, speakerOf }: LineOptions,
): MetricsLine {
  return {
    knowledge,
    clips: clipsKnown(knowledge, ids, speakerOf),
    predictions: predictionsFile(knowledge, headline),
    ...evaluatePredictions(probabilities, labels, classes),
  };
}

/** The path of a line's predictions in the run's folder. */
export function linePath(
  folder: string,
  { predictions }: Pick<MetricsLine, "predictions">,
): string {
  return join(folder, predictions);
}

/** Of each line, on validation clips that `predict`'s network did not learn from. */
export async function calibrateLines(
  { predict }: Pick<Predictor, "predict">,
  examples: SplitExamples,
  config: RunConfig,
  classes: readonly string[],
): Promise<CalibrationLine[]> {
  const lines: CalibrationLine[] = [];
  for (const knowledge of knowledgeOf(config)) {
    const validation = examples.under("validation", knowledge);
    const probabilities = await predict(validation);
    lines.push(fitCalibration(knowledge, probabilities, validation.labels, classes.length));
  }
  return lines;
}

/** All lines of a trained network, judged on the test set. */
export async function judgeRun(
  { predict }: Pick<Predictor, "predict">,
  examples: SplitExamples,
  calibrations: readonly CalibrationLine[],
  config: RunConfig,
  { classes, clips }: Corpus,
): Promise<{ metrics: RunMetrics; calibration: Calibration; predictions: Map<string, string> }> {
  const [headline] = knowledgeOf(config);
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker]));
  const speakerOf = (id: string) => speakers.get(id)!;
  let alone: Float64Array | undefined;
  const lines: MetricsLine[] = [];
  const judged: CalibrationLine[] = [];
  const predictions = new Map<string, string>();
  for (const fitted of calibrations) {
    const { knowledge } = fitted;
    const test = examples.under("test", knowledge);
    const found = calibrated(await predict(test), fitted, classes.length);
    const probabilities = knowledge === "nothing"
      ? alone = found
      : withLoneClips(found, alone, test.ids, speakerOf);
    const line = judgeLine(test, probabilities, { knowledge, headline, classes, speakerOf });
    lines.push(line);
    judged.push({
      ...fitted,
      test: answeredAt(fitted.leastConfidence, probabilities, test.labels, classes.length),
    });
    predictions.set(line.predictions, predictionsCsv(test, probabilities, classes));
  }
  return { metrics: runMetrics(lines), calibration: { lines: judged }, predictions };
}
