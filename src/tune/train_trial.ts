import { join } from "node:path";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import type { Details } from "../bayesopt/trial.ts";
import { type Corpus, dataHash, type Split } from "../data/corpus.ts";
import { type FindOptions, requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import { currentEngine } from "../engine/select_engine.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { type Examples, loadExamples, type LoadOptions } from "../train/examples.ts";
import { createTraining, fit, type FitOptions } from "../train/fit.ts";
import type { RunConfig } from "../train/run_config.ts";
import { proposedConfig } from "./search_space.ts";
import type {
  TrialContext,
  TrialObjective,
  TrialOutcome,
  TrialTask,
  TuningSubject,
} from "./trial_task.ts";

/**
 * An objective that keeps the examples of the last subject, so that a worker loads them once.
 * It throws a UserError where this machine lacks the study's data or has others, or computes by
 * another engine.
 */
export function createTrainObjective(options: FindOptions): TrialObjective {
  let key: string | undefined;
  let examples: TuningExamples;
  return async (task, context) => {
    const { config: { corpus, protocol, fold, seed, features }, data } = task.subject;
    refuseOtherEngine(task.subject);
    const wanted = JSON.stringify([corpus, protocol, fold, seed, features, data]);
    if (wanted !== key) {
      examples = await loadSubject(task.subject, options);
      key = wanted;
    }
    return await trainTrial(task, examples, context);
  };
}

function refuseOtherEngine({ engine: wanted }: TuningSubject): void {
  const { engine, version } = currentEngine();
  if (!wanted || (wanted.engine === engine && wanted.version === version)) return;
  throw new UserError(
    `Expected the study's engine, ${wanted.engine} ${wanted.version}, but this worker's is ` +
      `${engine} ${version}: their values could not be compared`,
  );
}

async function loadSubject(
  { config, data }: TuningSubject,
  options: FindOptions,
): Promise<TuningExamples> {
  const corpus = await requireCorpus(config.corpus, options);
  if (dataHash(corpus) !== data) {
    throw new UserError(
      `Expected the data of ${corpus.title} to be those of the study, but this machine's differ`,
    );
  }
  if (config.voted) {
    throw new UserError("Expected a study without voted, which trials do not know");
  }
  const split = splitCorpus(corpus, config);
  return await tuningExamples(corpus, split, config.features, { quiet: options.quiet });
}

/**
 * A trial's value in nats: the lowest validation loss of its epochs, which is that of the weights
 * early stopping keeps. Paper S says only "performance on the validation set". The loss was chosen
 * over the accuracy because it has no ties and less noise: 173 clips know but 174 accuracies.
 * Above the loss at chance, g = ln(classes), the value bends smoothly towards 2 g, in the same
 * order: how bad a useless network is says little of where good ones are, and one diverged trial
 * must not drown the differences between them.
 */
export function trialValue(history: readonly EpochRecord[], classes: number): number {
  const best = history.reduce(
    (least, { validationLoss }) => Math.min(least, validationLoss),
    Infinity,
  );
  const chanceLoss = Math.log(classes);
  return best <= chanceLoss ? best : chanceLoss * (2 - chanceLoss / best);
}

/** Thrown inside a training whose time is up. */
class TimeUpError extends Error {}

/** Thrown inside a training that was told, before it went on, to end as pruned. */
class PrunedError extends Error {}

/** Seconds that a trial has taken, with those of earlier processes up to their last checkpoint. */
async function spentTime(folder: string | undefined) {
  const startedMs = performance.now();
  const path = folder === undefined ? undefined : join(folder, SPENT);
  // A kill may have left half of it.
  const { seconds: before } = path && pathExists(path)
    ? await readJson(path, spentSchema).catch(() => ({ seconds: 0 }))
    : { seconds: 0 };
  const seconds = () => before + (performance.now() - startedMs) / 1000;
  return {
    seconds,
    keep: () => {
      if (path) Deno.writeTextFileSync(path, JSON.stringify({ seconds: seconds() }) + "\n");
    },
  };
}

const SPENT = "spent.json";

const spentSchema = z.object({ seconds: z.number().min(0) });

/**
 * Trains the trial's network with paper S's callbacks until early stopping, the last epoch or a
 * limit. A loss that is not a number and a lack of memory make a failed outcome; an abort of
 * `context.signal` throws its reason.
 */
export async function trainTrial(
  { parameters, subject }: TrialTask,
  examples: TuningExamples,
  { report, signal, folder, onCheckpoint }: TrialContext,
): Promise<TrialOutcome> {
  const { config: base, epochsLimit, trialSeconds } = subject;
  const config = proposedConfig(base, parameters, epochsLimit);
  const history: EpochRecord[] = [];
  const spent = await spentTime(folder);
  const left = trialSeconds === null ? null : Math.max(0, trialSeconds - spent.seconds());
  const limit = startLimit(left, signal);
  let pruned = false;
  const details = () => describeTrial(history, config, spent.seconds());
  const tell = async (record: EpochRecord) => {
    history.push(record);
    pruned ||= await report(record.epoch, record.validationLoss);
    return pruned;
  };
  try {
    await trainNetwork(config, examples, {
      ...{ signal: limit.signal, folder, onEpoch: tell },
      onRestored: async (epochs) => {
        for (const record of epochs) if (await tell(record)) throw new PrunedError();
      },
      onCheckpoint: () => {
        spent.keep();
        onCheckpoint?.();
      },
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof UserError || error instanceof InterruptedError) throw error;
    const isOver = error instanceof TimeUpError || error instanceof PrunedError;
    if (!isOver || history.length === 0) {
      return { state: "failed", reason: (error as Error).message, details: details() };
    }
  } finally {
    limit.clear();
  }
  if (pruned) return { state: "pruned", details: details() };
  return { state: "finished", value: trialValue(history, examples.classes), details: details() };
}

/** A signal that aborts with `signal`, or with a {@link TimeUpError} after `seconds`. */
function startLimit(seconds: number | null, signal: AbortSignal) {
  if (seconds === null) return { signal, clear: () => {} };
  const timeUp = new AbortController();
  const timer = setTimeout(
    () => timeUp.abort(new TimeUpError(`No epoch ended within ${seconds} s`)),
    seconds * 1000,
  );
  return { signal: AbortSignal.any([signal, timeUp.signal]), clear: () => clearTimeout(timer) };
}

async function trainNetwork(
  config: RunConfig,
  { train, validation, classes }: TuningExamples,
  options: Pick<FitOptions, "signal" | "folder" | "onEpoch" | "onRestored" | "onCheckpoint">,
): Promise<void> {
  const training = createTraining(config, train, classes);
  try {
    await fit({
      ...training,
      ...options,
      validation,
      config: config.training,
      seed: config.seed,
      title: "trial",
      quiet: true,
    });
  } finally {
    training.dispose();
  }
}

function describeTrial(
  history: readonly EpochRecord[],
  config: RunConfig,
  seconds: number,
): Details {
  const { engine, version, threads } = currentEngine();
  const common = {
    epochs: history.length,
    epochsAllowed: config.training.epochs,
    seconds: Math.round(seconds * 1000) / 1000,
    engine: `${engine} ${version}`,
    threads,
  };
  if (history.length === 0) return common;
  const best = history.reduce((a, b) => b.validationLoss < a.validationLoss ? b : a);
  return {
    ...common,
    bestEpoch: best.epoch,
    validationLoss: best.validationLoss,
    validationAccuracy: best.validationAccuracy,
  };
}

// Tuning must not see the test set. So its clips are taken out of the corpus before anything is
// read: no later mistake can bring them back.

/** What trials are trained on and measured on. */
export interface TuningExamples {
  /** What each trial is trained on. */
  train: Examples;
  /** What each trial is measured on. */
  validation: Examples;
  /** How many classes the network tells apart. */
  classes: number;
}

/**
 * Loads the features of the training and validation sets, normalised by the training set.
 * Throws UserError as loadExamples does.
 */
export async function tuningExamples(
  corpus: Corpus,
  split: Split,
  features: FeatureConfig | null,
  options: LoadOptions = {},
): Promise<TuningExamples> {
  const allowed = new Set([...split.train, ...split.validation]);
  const visible = { ...corpus, clips: corpus.clips.filter(({ id }) => allowed.has(id)) };
  const { train, validation } = await loadExamples(
    visible,
    { ...split, test: [] },
    features,
    options,
  );
  return { train, validation, classes: corpus.classes.length };
}
