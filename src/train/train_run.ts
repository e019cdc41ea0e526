/**
 * One run from its config to its metrics, in one folder: config.json, split.json,
 * environment.json, normaliser.json, history.jsonl, best.safetensors, metrics.json,
 * predictions.csv, model_card.md, manifest.json; pseudo_labels.json where it learns from unlabelled
 * clips. A finished run is not run again; an interrupted one goes on.
 */
import { join } from "node:path";
import { describeEnvironment, type Environment } from "../base/describe_environment.ts";
import { pathExists } from "../base/path_exists.ts";
import { UserError } from "../base/user_error.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { dataHash } from "../data/data_hash.ts";
import { findCorpus, requireCorpus } from "../data/find_corpus.ts";
import { alsoInTraining } from "../data/splits/also_in_training.ts";
import { splitHash } from "../data/splits/split_hash.ts";
import { writeSplit } from "../data/splits/write_split.ts";
import type { Normaliser } from "../dsp/normalise.ts";
import type { Network } from "../engine/network.ts";
import { currentEngine } from "../engine/select_engine.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import type { EpochRecord } from "./checkpoint.ts";
import { createTraining } from "./create_training.ts";
import type { Examples } from "./examples.ts";
import { fit, forgetCheckpoint, hasCheckpoint } from "./fit.ts";
import { loadExamples, type SplitExamples } from "./load_examples.ts";
import { lockRun } from "./lock_run.ts";
import { BEST_WEIGHTS, checkRunFiles, MANIFEST, writeManifest } from "./manifest.ts";
import { modelCard } from "./model_card.ts";
import { askedWithShifts } from "./predict_shifted.ts";
import { predictionsCsv } from "./predictions_csv.ts";
import { keptPseudoLabels, type Opinions, withPseudoLabelled } from "./pseudo_labels.ts";
import { readFinishedRun, readRunEnvironment, type RunCorpus } from "./read_run.ts";
import { type RunConfig, runName, weightsSeedOf } from "./run_config.ts";
import { splitRun } from "./split_run.ts";

/** Where and how a run is made. */
export interface TrainRunOptions {
  /** The folder of all runs; "runs" by default. */
  runsFolder?: string;
  /** The run's own folder, where it is not named as {@link runFolder} names it. */
  folder?: string;
  /** The folder of the data sets; see dataRoots for what is tried without it. */
  dataRoot?: string;
  /** Whether progress is not shown. */
  quiet?: boolean;
  /** Ends the training; what is finished stays on the disk, and the same call goes on from there. */
  signal?: AbortSignal;
  /** Sets the weights that a run with `pretrained` in its configuration starts from. */
  pretrain?: (network: Network) => Promise<void>;
  /** What a run with `pseudoLabelled` in its configuration learns from when it begins. */
  teacher?: Opinions;
  /** Called after each epoch; returning true ends the training. */
  onEpoch?: (record: EpochRecord) => void | boolean | Promise<void | boolean>;
}

/** What a finished run found. */
export interface RunResult {
  /** The run's folder. */
  folder: string;
  /** Complete, as config.json has it. */
  config: RunConfig;
  /** Id, classes and whether it is generated. */
  corpus: RunCorpus;
  /** Scores on the test part. */
  metrics: Metrics;
  /** One record an epoch. */
  history: EpochRecord[];
}

/** The folder of the run of `config`. */
export function runFolder(config: RunConfig, runsFolder = "runs"): string {
  return join(runsFolder, runName(config));
}

/**
 * Makes the run of `config`, or reads it where it is finished already.
 * Throws UserError for missing or changed data, for configs that do not fit them, and where another
 * process is making the same run; on an abort the run's checkpoint is on the disk and the signal's
 * reason is thrown.
 */
export async function trainRun(
  config: RunConfig,
  options: TrainRunOptions = {},
): Promise<RunResult> {
  const folder = options.folder ?? runFolder(config, options.runsFolder);
  const corpus = await findCorpus(config.corpus, options);
  await finishManifest(folder);
  const finished = await readFinishedRun(folder);
  if (finished) await checkRunFiles(folder, [BEST_WEIGHTS]);
  if (corpus && (finished || hasCheckpoint(folder))) await refuseOtherData(folder, corpus);
  if (finished) return finished;
  const present = corpus ?? await requireCorpus(config.corpus, options);
  const split = await splitRun(present, config, options);
  const lock = await lockRun(folder);
  let result: RunResult | undefined;
  try {
    // Another process may have finished it in the meantime.
    result = await readFinishedRun(folder) ??
      await makeRun(folder, config, present, split, options);
    return result;
  } finally {
    await lock.release(result !== undefined);
  }
}

async function makeRun(
  folder: string,
  config: RunConfig,
  corpus: Corpus,
  split: Split,
  options: TrainRunOptions,
): Promise<RunResult> {
  await refuseOtherEngine(folder);
  const examples = await loadExamples(corpus, split, config.features, options);
  const environment = await describeEnvironment({
    engine: currentEngine(),
    data: dataHash(corpus),
    split: splitHash(split),
    // Says that a finished run without one has lost it.
    manifest: MANIFEST,
  });
  const { normaliser } = examples;
  const described = { config, corpus, split, normaliser, environment };
  await writeDescription(folder, described);
  const train = await trainingPart(folder, config, examples, options);
  const training = createTraining(config, train, corpus.classes.length);
  const { network, learner } = training;
  try {
    await startFromPretrained(network, folder, config, options);
    const { history } = await fit({
      ...options,
      ...training,
      validation: examples.validation,
      config: config.training,
      seed: weightsSeedOf(config),
      folder,
      title: runTitle(config, corpus),
    });
    // Again: a finished run without them, if somebody removed one meanwhile, could not be read.
    await writeDescription(folder, described);
    const { test } = examples;
    const probabilities = await askedWithShifts(learner, config.shifted).predict(test);
    const metrics = evaluatePredictions(probabilities, test.labels, corpus.classes);
    await writeFileWhole(
      join(folder, "history.jsonl"),
      history.map((record) => JSON.stringify(record) + "\n").join(""),
    );
    await writeFileWhole(
      join(folder, "predictions.csv"),
      predictionsCsv(test, probabilities, corpus.classes),
    );
    const card = modelCard({
      ...{ config, corpus: runCorpus(corpus), metrics, history, environment },
      parts: partSizes(split),
      alsoInTraining: alsoInTraining(corpus, split),
      parameters: network.countParams(),
    });
    await writeFileWhole(join(folder, "model_card.md"), card);
    // A run with metrics is finished.
    await writeFileWhole(join(folder, "metrics.json"), JSON.stringify(metrics, null, 2) + "\n");
    // Last, when all that it lists is there.
    await writeManifest(folder);
    await forgetCheckpoint(folder);
    return { folder, config, corpus: runCorpus(corpus), metrics, history };
  } finally {
    training.dispose();
  }
}

/** What a kill between a run's metrics and its manifest left undone. */
async function finishManifest(folder: string): Promise<void> {
  const isThere = (name: string) => pathExists(join(folder, name));
  if (isThere(MANIFEST) || !isThere("metrics.json") || !hasCheckpoint(folder)) return;
  await writeManifest(folder);
  await forgetCheckpoint(folder);
}

/** The split's own, and the unlabelled clips that the configuration takes to it. */
async function trainingPart(
  folder: string,
  { pseudoLabelled }: RunConfig,
  { train, test }: SplitExamples,
  { teacher }: TrainRunOptions,
): Promise<Examples> {
  if (pseudoLabelled === undefined) return train;
  const labels = await keptPseudoLabels(folder, pseudoLabelled, teacher);
  return withPseudoLabelled(train, test, labels, pseudoLabelled.repeats);
}

/** A checkpoint is farther than the weights that the run started from. */
async function startFromPretrained(
  network: Network,
  folder: string,
  { pretrained }: RunConfig,
  { pretrain }: TrainRunOptions,
): Promise<void> {
  if (pretrained === undefined || hasCheckpoint(folder)) return;
  if (pretrain) return await pretrain(network);
  throw new UserError(
    `Expected the weights that the run ${folder} starts from (SHA-256 ${pretrained}); name their ` +
      "file by --weights",
  );
}

/** A run in `folder` that was made, or begun, from other data must not pass for one of these. */
async function refuseOtherData(folder: string, corpus: Corpus): Promise<void> {
  const environment = await readRunEnvironment(folder);
  if (environment === undefined || environment.data === dataHash(corpus)) return;
  throw new UserError(
    `Expected the data of ${corpus.title} to be those that the run ${folder} was made from, but ` +
      "they have changed since; remove that folder, or choose another --runs folder",
  );
}

/** A run goes on only where its first epochs were computed, for others' numbers differ. */
async function refuseOtherEngine(folder: string): Promise<void> {
  const begun = hasCheckpoint(folder) ? await readRunEnvironment(folder) : undefined;
  const { engine } = currentEngine();
  if (begun === undefined || begun.engine.engine === engine) return;
  throw new UserError(
    `The run ${folder} was begun on the ${begun.engine.engine} engine, but this is ${engine}; ` +
      `take --engine ${begun.engine.engine}, or remove that folder`,
  );
}

/** How a run is named beside its progress bar. */
function runTitle({ protocol, fold, seed }: RunConfig, { title, synthetic }: Corpus): string {
  const name = synthetic ? "SYNTHETIC" : title;
  return [name, fold ? `${protocol} ${fold}` : protocol, `seed ${seed}`].join(" ");
}

interface DescribedRun {
  config: RunConfig;
  corpus: Corpus;
  split: Split;
  normaliser: Normaliser;
  environment: Environment;
}

/** Writes the files that say what the run is. */
async function writeDescription(folder: string, described: DescribedRun): Promise<void> {
  const { config, corpus, split, normaliser, environment } = described;
  const json = (name: string, value: unknown) =>
    writeFileWhole(join(folder, name), JSON.stringify(value, null, 2) + "\n");
  await json("config.json", config);
  await writeSplit(join(folder, "split.json"), split);
  await json("normaliser.json", normaliser);
  await json("corpus.json", runCorpus(corpus));
  await json("environment.json", environment);
}

function partSizes({ train, validation, test }: Split) {
  return { train: train.length, validation: validation.length, test: test.length };
}

function runCorpus({ id, title, classes, synthetic, kind }: Corpus): RunCorpus {
  return { id, title, classes, synthetic, kind };
}
