import { csvLine } from "../base/csv.ts";
import { counted } from "../base/terminal.ts";
import { judgedOrNull, notJudged } from "../train/input_check.ts";
import type { FilePrediction, SegmentPrediction } from "../train/predict.ts";
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
  if (!("faces" in prediction)) return `${file}: ${soundAnswer(prediction)}`;
  const { faces } = prediction;
  if (!faces.length) return `${file}: no face found`;
  return faces.map((face, at) =>
    `${file}:${faces.length > 1 ? ` face ${at + 1} of ${faces.length},` : ""} ${answerText(face)}`
  ).join("\n");
}

/** The class and its probability, or that there is nothing to judge; in brackets the doubts. */
function soundAnswer(sound: Answer & Pick<SegmentPrediction, "warnings">): string {
  const other = notJudged(sound.warnings);
  if (other) return other;
  const doubts = sound.warnings.map(({ kind }) => kind).join(", ");
  return answerText(sound) + (doubts && ` (${doubts})`);
}

function answerText({ predicted, unsure, probabilities }: Answer): string {
  return `${unsure ? "unsure, perhaps " : ""}${predicted} ${probabilities[predicted].toFixed(3)}`;
}

/**
 * A row for each sound and each face, with a column of probabilities for every class that one of
 * the networks knows; a file without an answer has a row with the reason in `error`. Ends without a
 * line feed. Where recordings were cut, a segment has a row, with the columns start_s and end_s.
 * What cannot be judged, silence and what is too short, has no class and no probabilities; the
 * column warnings says why.
 */
export function predictionsTable(outcomes: readonly PredictedFile[]): string {
  const classes = [
    ...new Set(outcomes.flatMap(answersOf).flatMap((one) => Object.keys(one.probabilities))),
  ];
  const isCut = outcomes.some((one) => "segments" in one && one.segments);
  const times = isCut ? ["start_s", "end_s"] : [];
  const header = [
    "file",
    "face",
    ...times,
    "predicted",
    "unsure",
    ...classes.map((name) => `probability_${name}`),
    "duration_s",
    "warnings",
    "error",
  ];
  const rows = outcomes.flatMap((outcome) => rowsOf(outcome, classes, isCut));
  return [header, ...rows].map(csvLine).join("\n");
}

function rowsOf(
  outcome: PredictedFile,
  classes: readonly string[],
  isCut: boolean,
): (string | number | boolean)[][] {
  const { file } = outcome;
  const noTimes = isCut ? ["", ""] : [];
  const blank = classes.map(() => "");
  if ("error" in outcome) return [[file, "", ...noTimes, "", "", ...blank, "", "", outcome.error]];
  const answers = answersOf(outcome);
  if (!answers.length) return [[file, "", ...noTimes, "", "", ...blank, "", "", "no face found"]];
  const isSound = !("faces" in outcome);
  if (isSound && outcome.segments?.length) {
    return outcome.segments.map((one) => [
      file,
      "",
      one.startS,
      one.endS,
      notJudged(one.warnings) ? "" : one.predicted,
      one.unsure,
      ...classes.map((name) => notJudged(one.warnings) ? "" : one.probabilities[name] ?? ""),
      one.durationS,
      one.warnings.map(({ kind }) => kind).join(" "),
      "",
    ]);
  }
  const isJudged = !isSound || !notJudged(outcome.warnings);
  return answers.map((answer, at) => [
    file,
    isSound ? "" : at + 1,
    ...noTimes,
    isJudged ? answer.predicted : "",
    answer.unsure,
    ...classes.map((name) => isJudged ? answer.probabilities[name] ?? "" : ""),
    isSound ? outcome.durationS : "",
    isSound ? outcome.warnings.map(({ kind }) => kind).join(" ") : "",
    "",
  ]);
}

function answersOf(outcome: PredictedFile): Answer[] {
  if ("error" in outcome) return [];
  return "faces" in outcome ? outcome.faces : [outcome];
}

/** "  12.30 to  14.80 s  angry 0.912 (clipping)", a line for each. */
export function segmentLines(segments: readonly SegmentPrediction[]): string {
  return segments.map((one) => {
    const [from, to] = [one.startS, one.endS].map((seconds) => seconds.toFixed(2).padStart(8));
    return `${from} to${to} s  ${soundAnswer(one)}`;
  }).join("\n");
}

/** "535 files in 2.10 s, 254.8 a second: angry 300, sad 235", the most frequent class first. */
export function summaryLine(outcomes: readonly PredictedFile[], speed: Throughput): string {
  const counts = Map.groupBy(
    outcomes.flatMap((one) =>
      "warnings" in one && notJudged(one.warnings)
        ? ["not judged"]
        : answersOf(one).map(({ predicted }) => predicted)
    ),
    (name) => name,
  );
  const classes = [...counts].map(([name, { length }]) => [name, length] as const)
    .sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  return `${counted(speed.files, "file")} in ${speed.seconds.toFixed(2)} s, ` +
    `${speed.filesPerSecond.toFixed(1)} a second${classes.length ? `: ${classes.join(", ")}` : ""}`;
}

/** Of so many files since `startedMs` (performance.now). */
export function throughputSince(startedMs: number, files: number): Throughput {
  const seconds = Math.max(1e-6, (performance.now() - startedMs) / 1000);
  return { files, seconds, filesPerSecond: files / seconds };
}

/**
 * The outcomes as JSON has them: what cannot be judged has null for class and probabilities, and
 * says why in `warnings`.
 */
export function judgedOnly(outcomes: readonly PredictedFile[]): unknown[] {
  return outcomes.map((outcome) => {
    if (!("warnings" in outcome)) return outcome;
    const { segments } = outcome;
    return {
      ...judgedOrNull(outcome),
      ...segments ? { segments: segments.map(judgedOrNull) } : {},
    };
  });
}
