/**
 * One run from its config to its metrics, in one folder: config.json, split.json, environment.json,
 * normaliser.json, history.jsonl, best.safetensors, metrics.json, predictions.csv (and one for each
 * further kind of knowledge of the speakers), groups.json, calibration.json, input.json,
 * model_card.md, duration.json, manifest.json; pseudo_labels.json where it learns from unlabelled
 * clips, mixture.safetensors where known speakers are judged together, layers.json where layers of an
 * encoder were chosen. A finished run is not run again; an interrupted one goes on.
 */
import { join } from "node:path";
import { describeEnvironment } from "../base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { type Corpus, dataHash, type Split } from "../data/corpus.ts";
import { findCorpus, requireCorpus } from "../data/find_corpus.ts";
import { untestedNote } from "../data/splits/split_corpus.ts";
import { splitHash } from "../data/splits/split_file.ts";
import type { Network } from "../engine/layers.ts";
import { currentEngine } from "../engine/select_engine.ts";
import type { RunMetrics } from "../metrics/knowledge.ts";
import { type EpochRecord, forgetCheckpoint, hasCheckpoint } from "./checkpoint.ts";
import {
  lengthNote,
  runCorpus,
  type RunPlace,
  type TrainedNetwork,
  trainingDurations,
  writeCard,
  writeDescription,
} from "./describe_run.ts";
import type { Examples, SplitExamples } from "./examples.ts";
import { createTraining, fit, keptEpoch } from "./fit.ts";
import { fitInputStatistics, INPUT_STATISTICS } from "./input_check.ts";
import { calibrateLines, CALIBRATION, type CalibrationLine, judgeRun } from "./judge.ts";
import { BEST_WEIGHTS, checkRunFiles, MANIFEST, writeManifest } from "./manifest.ts";
import { nameOfWeights } from "./named_weights.ts";
import { splitRun } from "./plan_run.ts";
import { parsePredictions } from "./predictions.ts";
import { keptPseudoLabels, type TeacherPredictions, withPseudoLabelled } from "./pseudo_labels.ts";
import { GROUPS, groupsText, scoresByTrait } from "./run_groups.ts";
import { formerRunNames, type RunConfig, runName, weightsSeedOf } from "./run_config.ts";
import { startTiming } from "./run_timing.ts";
import {
  lockRun,
  readFinishedRun,
  readRunEnvironment,
  refuseOtherData,
  type RunCorpus,
} from "./runs.ts";
import { type LayerChoice, LAYERS } from "./layer_choice.ts";
import { withMixture, writeMixture } from "./speaker_mixture.ts";
import { loadLabelled } from "./voted_labels.ts";
import { withProgress, withTestTimeAugmentation } from "./test_time_augmentation.ts";

/** Where and how a run is made. */
export interface TrainRunOptions {
  /** The folder of all runs; "runs" by default. */
  runsFolder?: string;
  /** The run's own folder, where it is not named as {@link runFolder} names it. */
  folder?: string;
  /** The configuration's, found with `recheck`; it is looked for where it is left out. */
  corpus?: Corpus;
  /** The folder of the data sets; see dataRoots for what is tried without it. */
  dataRoot?: string;
  /** Whether progress is not shown. */
  quiet?: boolean;
  /**
   * Ends the training; what is finished stays on the disk, and the same call goes on from there.
   */
  signal?: AbortSignal;
  /**
   * Sets the weights that a run with `pretrained` in its configuration starts from; `train` are its
   * training examples.
   */
  pretrain?: (network: Network, train: Examples) => Promise<void>;
  /** What a run with `pseudoLabelled` in its configuration learns from when it begins. */
  teacher?: TeacherPredictions;
  /**
   * Told what the user should know of the run's data; by default it is printed on standard error,
   * unless the run is quiet.
   */
  onNote?: (note: string) => void;
  /** Called after each epoch; returning true ends the training. */
  onEpoch?: (record: EpochRecord) => void | boolean | Promise<void | boolean>;
  /** Called when the checkpoint after an epoch is on the disk. */
  onCheckpoint?: (epoch: number) => void;
}

/** What a finished run found. */
export interface RunResult {
  /** The run's folder. */
  folder: string;
  /** Complete, as config.json has it. */
  config: RunConfig;
  /** Id, classes and whether it is generated. */
  corpus: RunCorpus;
  /** Scores on the test set: the headline line's, and all lines. */
  metrics: RunMetrics;
  /** One record an epoch. */
  history: EpochRecord[];
  /** See RunDescription. */
  claimed?: true;
}

/** The folder of the run of `config`; that of an earlier version's name where it is there. */
export function runFolder(config: RunConfig, runsFolder = "runs"): string {
  const formers = formerRunNames(config).map((name) => join(runsFolder, name));
  return formers.find((path) => pathExists(path)) ?? join(runsFolder, runName(config));
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
  const corpus = options.corpus ?? await findCorpus(config.corpus, { ...options, recheck: true });
  const finished = await finishedRun(folder, corpus, config, options);
  if (finished) return finished;
  const present = corpus ?? await requireCorpus(config.corpus, options);
  const onNote = notesTo(options);
  const split = await splitRun(present, config, { ...options, onNote });
  const note = untestedNote(present, split);
  if (note) onNote(note);
  return await inLockedRun(folder, async () =>
    // Another process may have finished it in the meantime.
    await readFinishedRun(folder) ?? await makeRun(folder, config, present, split, options));
}

/**
 * Does `work` on the run in `folder`, which no other process can work on meanwhile. A folder that
 * was made for a run which is then refused, before anything was trained, is removed.
 */
export async function inLockedRun<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const isNew = !pathExists(folder);
  const lock = await lockRun(folder);
  let isFinished = false;
  try {
    const result = await work();
    isFinished = true;
    return result;
  } catch (error) {
    const isBegun = [folder, join(folder, VALIDATED)].some(hasCheckpoint);
    if (isNew && !isBegun && error instanceof UserError) {
      await Deno.remove(folder, { recursive: true });
    }
    throw error;
  } finally {
    await lock.release(isFinished);
  }
}

/**
 * The result of the run in `folder`, weights compared; undefined where it is not finished, or not
 * there. Throws UserError where it is damaged, where its scores are only claimed, and where it was
 * made, or begun, from other data than `corpus` has.
 */
export async function finishedRun(
  folder: string,
  corpus: Corpus | undefined,
  config: RunConfig,
  options: Pick<TrainRunOptions, "quiet"> = {},
): Promise<RunResult | undefined> {
  await finishManifest(folder);
  const finished = await readFinishedRun(folder);
  if (finished) await checkRunFiles(folder, [BEST_WEIGHTS]);
  if (finished?.claimed) {
    throw new UserError(
      `Expected ${folder} to be a run that was trained here, but it was imported, its scores as ` +
        "claimed; another folder of runs (--runs) trains it anew",
    );
  }
  if (corpus && (finished || hasCheckpoint(folder))) {
    await refuseOtherData(folder, corpus);
    await refuseOtherFolds(folder, corpus, config, options);
  }
  return finished;
}

function notesTo({ onNote, quiet }: TrainRunOptions): (note: string) => void {
  return onNote ?? (quiet ? () => {} : (note) => console.error(note));
}

async function makeRun(
  folder: string,
  config: RunConfig,
  corpus: Corpus,
  split: Split,
  options: TrainRunOptions,
): Promise<RunResult> {
  const run = { folder, config, corpus, split };
  const timing = startTiming(options);
  return await trainNetwork(run, timing.options, async (trained) => {
    const { model, examples, calibrations, history } = trained;
    const { metrics, calibration, predictions } = await judgeRun(
      ...[model, examples, calibrations, config, corpus] as const,
    );
    for (const [name, text] of predictions) await writeFileWhole(join(folder, name), text);
    await writeFileWhole(join(folder, CALIBRATION), JSON.stringify(calibration, null, 2) + "\n");
    const [[file, text]] = predictions;
    const groups = scoresByTrait(parsePredictions(text, file), corpus.clips);
    if (groups.length) await writeFileWhole(join(folder, GROUPS), groupsText(groups));
    await writeCard(run, trained, { metrics, groups });
    await timing.write(folder);
    // A run with metrics is finished.
    await writeFileWhole(join(folder, "metrics.json"), JSON.stringify(metrics, null, 2) + "\n");
    // Last, when all that it lists is there.
    await writeManifest(folder);
    await forgetCheckpoint(folder);
    return { folder, config, corpus: runCorpus(corpus), metrics, history };
  });
}

/**
 * Trains the network, writes what describes the run and its history, and has `finish` write the
 * rest; the network is disposed then.
 */
export async function trainNetwork<Result>(
  { folder, config, corpus, split }: RunPlace,
  options: TrainRunOptions,
  finish: (trained: TrainedNetwork) => Promise<Result>,
): Promise<Result> {
  await refuseOtherEngine(folder);
  const { refit } = config.training;
  const validated = await loadLabelled(corpus, split, config, options);
  const learned = refit ? { ...split, train: [...split.train, ...split.validation] } : split;
  const examples = refit ? await loadLabelled(corpus, learned, config, options) : validated;
  const environment = await describeEnvironment({
    engine: currentEngine(),
    data: dataHash(corpus),
    split: splitHash(split),
    // Says that a finished run without one has lost it.
    manifest: MANIFEST,
  });
  const durations = trainingDurations(corpus, split);
  const length = config.features && lengthNote(durations, config.features);
  if (length) notesTo(options)(length);
  // An interrupted training's earlier epochs took their time in another process.
  const isWhole = !hasCheckpoint(folder) && !hasCheckpoint(join(folder, VALIDATED));
  const startedMs = performance.now();
  const { normaliser } = examples;
  const described = { config, corpus, split, normaliser, environment };
  await writeDescription(folder, described);
  const { title, classes } = { title: runTitle(config, corpus), classes: corpus.classes };
  const first = refit
    ? await trainValidated(join(folder, VALIDATED), { config, validated, classes, title, options })
    : undefined;
  const train = await trainingPart(folder, config, examples, options);
  const training = createTraining(config, train, classes.length);
  const { network, learner } = training;
  try {
    await startFromPretrained({ network, train }, folder, config, options);
    const fitted = await fit({
      ...options,
      ...training,
      validation: examples.validation,
      config: first ? { ...config.training, keepLast: true } : config.training,
      seed: weightsSeedOf(config),
      folder,
      title,
      ...first ? { stopAfter: first.epochs, onEpoch: undefined } : {},
    });
    const history = first?.history ?? fitted.history;
    const trainSeconds = (performance.now() - startedMs) / 1000;
    // Again: a finished run without them, if somebody removed one meanwhile, could not be read.
    await writeDescription(folder, {
      ...described,
      environment: isWhole ? { ...environment, trainSeconds } : environment,
    });
    const mixture = training.closedForm?.mixture();
    const model = withMixture(withTestTimeAugmentation(learner, config.shifted), mixture);
    const { quiet, signal } = options;
    const asking = (what: string) =>
      withProgress(model, config, { title: `${title}, ${what}`, quiet, signal });
    const calibrations = first?.calibrations ??
      await calibrateLines(asking("calibrating"), validated, config, classes);
    if (mixture) await writeMixture(folder, mixture);
    const layers = training.closedForm?.choice();
    if (layers) await writeLayers(folder, layers, config, options.quiet);
    await writeFileWhole(
      join(folder, "history.jsonl"),
      history.map((record) => JSON.stringify(record) + "\n").join(""),
    );
    if (corpus.kind === "audio") {
      const trained = new Set(learned.train);
      const input = await fitInputStatistics(
        corpus.clips.filter(({ id }) => trained.has(id)),
        examples.under("train", "nothing"),
        examples.under("validation", "nothing"),
      );
      await writeFileWhole(join(folder, INPUT_STATISTICS), JSON.stringify(input, null, 1) + "\n");
    }
    const parameters = network.countParams();
    const trained = {
      model: asking("testing"),
      examples,
      calibrations,
      history,
      environment,
      parameters,
    };
    const result = await finish(trained);
    if (refit) await Deno.remove(join(folder, VALIDATED), { recursive: true }).catch(() => {});
    return result;
  } finally {
    training.dispose();
  }
}

/** Keeps the layers that were chosen, and says which. */
async function writeLayers(
  folder: string,
  { judged, clustered }: LayerChoice,
  { features }: RunConfig,
  quiet?: boolean,
): Promise<void> {
  const { name, layers } = features!.encoder!;
  const numberOf = (place: number) => layers[place].number;
  const numbers = { judged: judged.map(numberOf), clustered: numberOf(clustered) };
  await writeFileWhole(join(folder, LAYERS), JSON.stringify(numbers) + "\n");
  if (quiet) return;
  console.error(
    `Layers of ${name}, chosen on training speakers: ${numbers.judged.join(", ")}; of a known ` +
      `speaker ${numbers.clustered}`,
  );
}

/** Where a run that is trained twice keeps its first training until it is finished. */
const VALIDATED = "validated";

interface FirstTraining {
  config: RunConfig;
  validated: SplitExamples;
  classes: readonly string[];
  title: string;
  options: TrainRunOptions;
}

/**
 * The first training of a run with `refit`, in a folder of its own: it chooses the epoch and
 * calibrates on validation clips that it did not learn from, as the second one does.
 */
async function trainValidated(
  folder: string,
  { config, validated, classes, title, options }: FirstTraining,
): Promise<{ epochs: number; history: EpochRecord[]; calibrations: CalibrationLine[] }> {
  await Deno.mkdir(folder, { recursive: true });
  const train = await trainingPart(folder, config, validated, options);
  const training = createTraining(config, train, classes.length);
  try {
    await startFromPretrained({ network: training.network, train }, folder, config, options);
    const state = await fit({
      ...{ ...options, ...training, validation: validated.validation, config: config.training },
      ...{ seed: weightsSeedOf(config), folder, title: `${title}, to validate` },
    });
    const shifted = withTestTimeAugmentation(training.learner, config.shifted);
    const { quiet, signal } = options;
    const model = withProgress(withMixture(shifted, training.closedForm?.mixture()), config, {
      ...{ title: `${title}, calibrating`, quiet, signal },
    });
    return {
      epochs: keptEpoch(state, config.training),
      history: state.history,
      calibrations: await calibrateLines(model, validated, config, classes),
    };
  } finally {
    training.dispose();
  }
}

/** A table of published folds is no part of the configuration: another one may bear the same name. */
async function refuseOtherFolds(
  folder: string,
  corpus: Corpus,
  config: RunConfig,
  options: TrainRunOptions,
): Promise<void> {
  const environment = config.protocol === "published"
    ? await readRunEnvironment(folder)
    : undefined;
  if (environment === undefined) return;
  const { quiet } = options;
  if (environment.split === splitHash(await splitRun(corpus, config, { quiet }))) return;
  throw new UserError(
    `Expected the published fold ${config.fold} of ${corpus.title} to be the one that the run ` +
      `${folder} was made with, but its table has changed since; bring that back, or remove the folder`,
  );
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
  { network, train }: { network: Network; train: Examples },
  folder: string,
  { pretrained }: RunConfig,
  { pretrain }: TrainRunOptions,
): Promise<void> {
  if (pretrained === undefined || hasCheckpoint(folder)) return;
  if (pretrain) return await pretrain(network, train);
  const name = nameOfWeights(pretrained);
  throw new UserError(
    `Expected the weights that the run ${folder} starts from (SHA-256 ${pretrained}); ` +
      (name ? `they are --weights ${name}` : "name their file by --weights"),
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

/** How a run is named beside its progress bar, such as "TurEV-DB speaker 1157 seed 1". */
export function runTitle(
  { protocol, fold, seed }: RunConfig,
  { title, synthetic }: Corpus,
): string {
  const name = synthetic ? "SYNTHETIC" : title;
  return [name, fold ? `${protocol} ${fold}` : protocol, `seed ${seed}`].join(" ");
}
