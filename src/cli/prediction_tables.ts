import { csvLine } from "../base/csv.ts";
import type { FilePrediction } from "../train/predict.ts";
import type { FileFailure } from "./input_files.ts";

/** What came of a file. */
export type PredictedFile = FilePrediction | FileFailure;

/** One answer: of a sound, or of a face. */
interface Answer {
  predicted: string;
  unsure: boolean;
  probabilities: Record<string, number>;
}

/** How fast files were predicted, once the networks were ready. */
export interface Throughput {
  files: number;
  seconds: number;
  filesPerSecond: number;
}

/** A line for each answer: the file, the class and its probability. */
export function predictionLine(prediction: FilePrediction): string {
  const { file } = prediction;
  if (!("faces" in prediction)) {
    const doubts = prediction.warnings.map(({ kind }) => kind).join(", ");
    return `${file}: ${answerText(prediction)}${doubts && ` (${doubts})`}`;
  }
  const { faces } = prediction;
  if (!faces.length) return `${file}: no face found`;
  return faces.map((face, at) =>
    `${file}:${faces.length > 1 ? ` face ${at + 1} of ${faces.length},` : ""} ${answerText(face)}`
  ).join("\n");
}

function answerText({ predicted, unsure, probabilities }: Answer): string {
  return `${unsure ? "unsure, perhaps " : ""}${predicted} ${probabilities[predicted].toFixed(3)}`;
}

/**
 * A row for each sound and each face, with a column of probabilities for every class that one of
 * the networks knows; a file without an answer has a row with the reason in `error`. Ends without a
 * line feed.
 */
export function predictionsTable(outcomes: readonly PredictedFile[]): string {
  const classes = [
    ...new Set(outcomes.flatMap(answersOf).flatMap((one) => Object.keys(one.probabilities))),
  ];
  const header = [
    "file",
    "face",
    "predicted",
    "unsure",
    ...classes.map((name) => `probability_${name}`),
    "duration_s",
    "warnings",
    "error",
  ];
  const rows = outcomes.flatMap((outcome) => rowsOf(outcome, classes));
  return [header, ...rows].map(csvLine).join("\n");
}

function rowsOf(
  outcome: PredictedFile,
  classes: readonly string[],
): (string | number | boolean)[][] {
  const { file } = outcome;
  const blank = classes.map(() => "");
  if ("error" in outcome) return [[file, "", "", "", ...blank, "", "", outcome.error]];
  const answers = answersOf(outcome);
  if (!answers.length) return [[file, "", "", "", ...blank, "", "", "no face found"]];
  const isSound = !("faces" in outcome);
  return answers.map((answer, at) => [
    file,
    isSound ? "" : at + 1,
    answer.predicted,
    answer.unsure,
    ...classes.map((name) => answer.probabilities[name] ?? ""),
    isSound ? outcome.durationS : "",
    isSound ? outcome.warnings.map(({ kind }) => kind).join(" ") : "",
    "",
  ]);
}

function answersOf(outcome: PredictedFile): Answer[] {
  if ("error" in outcome) return [];
  return "faces" in outcome ? outcome.faces : [outcome];
}

/** "535 files in 2.10 s, 254.8 a second: angry 300, sad 235", the most frequent class first. */
export function summaryLine(outcomes: readonly PredictedFile[], speed: Throughput): string {
  const counts = Map.groupBy(outcomes.flatMap(answersOf), ({ predicted }) => predicted);
  const classes = [...counts].map(([name, { length }]) => [name, length] as const)
    .sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  return `${speed.files} files in ${speed.seconds.toFixed(2)} s, ` +
    `${speed.filesPerSecond.toFixed(1)} a second${classes.length ? `: ${classes.join(", ")}` : ""}`;
}

/** Of so many files since `startedMs` (performance.now). */
export function throughputSince(startedMs: number, files: number): Throughput {
  const seconds = Math.max(1e-6, (performance.now() - startedMs) / 1000);
  return { files, seconds, filesPerSecond: files / seconds };
}
