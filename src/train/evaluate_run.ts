import { join } from "node:path";
import { mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { spectrogramAxis } from "../dsp/feature_extractor.ts";
import type { GroupMetrics } from "../metrics/group_scores.ts";
import {
  type Knowledge,
  type MetricsLine,
  type RunMetrics,
  runMetrics,
} from "../metrics/knowledge.ts";
import { loadPart } from "./examples.ts";
import { FINAL } from "./final_run.ts";
import { calibrated, calibrationFor, judgeLine, knowledgeOf, withLoneClips } from "./judge.ts";
import { checkRunFiles } from "./manifest.ts";
import { openModel } from "./predict.ts";
import { type Predictions, readPredictions } from "./predictions.ts";
import type { RunConfig } from "./run_config.ts";
import { scoresBySpeaker } from "./run_figures.ts";
import { scoresByTrait, type TraitScores } from "./run_groups.ts";
import { readFinishedRun, readRun, refuseOtherData, type RunCorpus } from "./runs.ts";
import { predictAugmented, withProgress } from "./test_time_augmentation.ts";

/** The parts of a split that can be evaluated. */
export const parts = ["test", "validation", "train"] as const;

/** How a run is evaluated. */
export interface EvaluateOptions {
  /** "test" by default. */
  part?: typeof parts[number];
  /** More than 1 averages over so many variations of each example, drawn as in training. */
  variants?: number;
  dataRoot?: string;
  quiet?: boolean;
  signal?: AbortSignal;
}

/** What was found. */
export interface Evaluation {
  folder: string;
  config: RunConfig;
  corpus: RunCorpus;
  part: typeof parts[number];
  /** All lines that the network allows, the headline line's first. */
  metrics: RunMetrics;
  /** Of the part, by the headline line. */
  predictions: Predictions;
  /** The same by speaker; none where one is unknown. */
  bySpeaker: GroupMetrics[];
  /** With gaps by speaker, sex and age, as far as these are known. */
  byTrait: TraitScores[];
  /**
   * Numbers in which the stored metrics differ, none where they are equal; null where there is
   * nothing to compare with: another part than the test, variations, or an unfinished run.
   */
  differences: Difference[] | null;
  /**
   * Of a run in bfloat16 with differences, by how much its probabilities differ, in the mean:
   * earlier versions tested such a run in bfloat16. Null elsewhere.
   */
  rounding: number | null;
}

/**
 * Testing in float32 instead of bfloat16 moves probabilities by less than this in the mean. Of two
 * fine-tuned MobileNets on FER2013 they move by 0.004, single ones by up to 0.16.
 */
export const BFLOAT16_ROUNDING = 0.01;

/** Rounding on another engine or processor moves metrics by less than this. */
export const TOLERANCE = 1e-6;

/**
 * Predicts a part of the run's split with the saved weights.
 * Throws UserError where `folder` is no run with weights, for missing or changed data, and for
 * variations of a run without augmentation.
 */
export async function evaluateRun(
  folder: string,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { part = "test", variants = 1 } = options;
  const run = await readRun(folder);
  const { config, normaliser } = run;
  const { augmentation, features, seed } = config;
  if (variants > 1 && augmentation === undefined) {
    throw new UserError(
      `Expected ${folder} to be trained with augmentation, whose variations --variants averages, ` +
        "but it is not",
    );
  }
  await checkRunFiles(folder, ["split.json", "environment.json"]);
  const corpus = await requireCorpus(config.corpus, { ...options, recheck: true });
  await refuseOtherData(folder, corpus);
  const split = await readSplit(join(folder, "split.json"), corpus);
  if (split[part].length === 0) {
    throw new UserError(
      `Expected ${folder} to have a ${part} set, but it was trained on all clips (--final); ` +
        `its figures are in ${FINAL}, quoted from runs that were tested`,
    );
  }
  const opened = await openModel(run);
  try {
    const { quiet, signal } = options;
    const model = withProgress(opened, config, { title: `${folder}, ${part} set`, quiet, signal });
    const axis = features ? spectrogramAxis(features) : undefined;
    const { classes } = run.corpus;
    const speakers = new Map(corpus.clips.map(({ id, speaker }) => [id, speaker]));
    const speakerOf = (id: string) => speakers.get(id)!;
    const kinds = knowledgeOf(config);
    let alone: Float64Array | undefined;
    const lines: MetricsLine[] = [];
    const found = new Map<Knowledge, Predictions>();
    for (const knowledge of kinds) {
      const how = { ...options, part, knowledge };
      const examples = await loadPart(corpus, split[part], { features, normaliser }, how);
      const output = variants > 1
        ? await predictAugmented(model, examples, {
          ...{ augmentation: augmentation!, axis, variants, seed },
        })
        : await model.predict(examples);
      const calibration = calibrationFor(run.calibration, knowledge);
      const every = calibrated(output, calibration, classes.length);
      const isLone = part === "test" && knowledge !== "nothing";
      const probabilities = isLone ? withLoneClips(every, alone, examples.ids, speakerOf) : every;
      if (knowledge === "nothing") alone = every;
      lines.push(
        judgeLine(examples, probabilities, { knowledge, headline: kinds[0], classes, speakerOf }),
      );
      const { ids, labels } = examples;
      const own = { ids, labels, classes, probabilities: Float64Array.from(probabilities) };
      found.set(knowledge, own);
    }
    const metrics = runMetrics(lines);
    const stored = part === "test" && variants === 1
      ? (await readFinishedRun(folder))?.metrics
      : undefined;
    const predictions = found.get(kinds[0])!;
    const differences = stored ? differencesOf(stored, metrics) : null;
    const isReduced = config.training.precision === "bfloat16" && differences?.length;
    return {
      ...{ folder, config, corpus: run.corpus, part, metrics, predictions },
      bySpeaker: scoresBySpeaker(predictions, corpus),
      byTrait: scoresByTrait(predictions, corpus.clips),
      differences,
      rounding: isReduced ? await meanChange(folder, stored!, found) : null,
    };
  } finally {
    opened.dispose();
  }
}

/** The mean absolute difference between the stored probabilities and those that were found. */
async function meanChange(
  folder: string,
  { lines }: RunMetrics,
  found: ReadonlyMap<Knowledge, Predictions>,
): Promise<number> {
  const changes: number[] = [];
  for (const { knowledge, predictions } of lines) {
    const stored = await readPredictions(folder, predictions);
    const own = found.get(knowledge)!.probabilities;
    stored.probabilities.forEach((value, place) => changes.push(Math.abs(value - own[place])));
  }
  return mean(changes);
}

/** Of all lines; of the only one that a run of an earlier version has. */
function differencesOf(stored: RunMetrics, found: RunMetrics): Difference[] {
  const [only, ...others] = stored.lines;
  const isFormer = others.length === 0 && only.knowledge !== "nothing" && only.clips === null;
  if (!isFormer) return findDifferences(stored, found, TOLERANCE);
  const line = found.lines.find(({ knowledge }) => knowledge === only.knowledge);
  return findDifferences(only, { ...line, clips: null, predictions: only.predictions }, TOLERANCE);
}

/** One place where two values differ. */
interface Difference {
  /** Such as "perClass.0.recall". */
  field: string;
  stored: unknown;
  found: unknown;
}

/** Every leaf that differs: numbers by more than `tolerance`, all else at all. */
export function findDifferences(stored: unknown, found: unknown, tolerance: number): Difference[] {
  return compare("", stored, found, tolerance);
}

function compare(field: string, stored: unknown, found: unknown, tolerance: number): Difference[] {
  if (isObject(stored) && isObject(found)) {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(found)])];
    return names.flatMap((name) =>
      compare(field ? `${field}.${name}` : name, stored[name], found[name], tolerance)
    );
  }
  const isEqual = typeof stored === "number" && typeof found === "number"
    ? Math.abs(stored - found) <= tolerance
    : stored === found;
  return isEqual ? [] : [{ field, stored, found }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
