/** In: a run's folder. Out: its metrics, computed anew from the saved weights, beside the stored. */
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import { dataHash } from "../data/data_hash.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/read_split.ts";
import { spectrogramAxis } from "../dsp/spectrogram_axis.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { type Difference, findDifferences } from "./find_differences.ts";
import { loadPart } from "./load_examples.ts";
import { checkRunFiles } from "./manifest.ts";
import { openModel } from "./open_model.ts";
import { predictVaried } from "./predict_varied.ts";
import { readFinishedRun, readRun, readRunEnvironment, type RunCorpus } from "./read_run.ts";
import type { RunConfig } from "./run_config.ts";

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
  metrics: Metrics;
  /**
   * Numbers in which the stored metrics differ, none where they are equal; null where there is
   * nothing to compare with: another part than the test, variations, or an unfinished run.
   */
  differences: Difference[] | null;
}

/** Rounding on another engine or processor moves metrics by less than this. */
const TOLERANCE = 1e-6;

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
  const corpus = await requireCorpus(config.corpus, options);
  await refuseOtherData(folder, corpus);
  const split = await readSplit(join(folder, "split.json"), corpus);
  const model = await openModel(run);
  try {
    const examples = await loadPart(corpus, split[part], { features, normaliser }, options);
    const axis = features ? spectrogramAxis(features) : undefined;
    const probabilities = variants > 1
      ? await predictVaried(model, examples, { augmentation: augmentation!, axis, variants, seed })
      : await model.predict(examples);
    const metrics = evaluatePredictions(probabilities, examples.labels, run.corpus.classes);
    const stored = part === "test" && variants === 1
      ? (await readFinishedRun(folder))?.metrics
      : undefined;
    return {
      ...{ folder, config, corpus: run.corpus, part, metrics },
      differences: stored ? findDifferences(stored, metrics, TOLERANCE) : null,
    };
  } finally {
    model.dispose();
  }
}

/** Throws a UserError where the data of the run in `folder` have changed since. */
export async function refuseOtherData(folder: string, corpus: Corpus): Promise<void> {
  const data = (await readRunEnvironment(folder))?.data;
  if (data === undefined || data === dataHash(corpus)) return;
  throw new UserError(
    `Expected the data of ${corpus.title} to be those that the run ${folder} was made from, but ` +
      "they have changed since",
  );
}
