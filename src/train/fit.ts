/** The training loop. */
import { join } from "node:path";
import { startProgress } from "../base/progress.ts";
import { UserError } from "../base/user_error.ts";
import { defaultMelBins, type FeatureConfig } from "../dsp/feature_config.ts";
import { featureBins, spectrogramAxis } from "../dsp/feature_extractor.ts";
import { encoderValues, layerColumns } from "../dsp/encoder/encoder_config.ts";
import { clusteredColumns, combinedGroups } from "../dsp/functionals.ts";
import type { Network } from "../engine/layers.ts";
import { logLoss } from "../metrics/calibration.ts";
import { predictedClasses } from "../metrics/probability_rows.ts";
import {
  CHECKPOINT,
  type EpochRecord,
  restoreCheckpoint,
  restoreWeights,
  snapshot,
  type TrainingState,
  writeCheckpoint,
  writeWeights,
} from "./checkpoint.ts";
import { type DiscriminantConfig, setDiscriminant } from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import { type Feed, inGroups, openFeed } from "./feed.ts";
import { createLearner, type Learner, type StepReport, type StepSettings } from "./learner.ts";
import { BEST_WEIGHTS } from "./manifest.ts";
import { buildNetwork } from "./network_config.ts";
import { type RunConfig, weightsSeedOf } from "./run_config.ts";
import { afterEpoch, learningRateAt, startCallbacks, type TrainingConfig } from "./schedule.ts";
import { chooseLayers, type LayerChoice } from "./layer_choice.ts";
import { fitSpeakerMixture, type SpeakerMixture } from "./speaker_mixture.ts";
import { readVariables } from "./variables.ts";

/** What is trained on what. */
export interface FitOptions {
  /** One step of training, with its network. */
  learner: Learner;
  /** The training set's batches. */
  feed: Feed;
  /** What early stopping and the best weights are chosen by. */
  validation: Examples;
  /** Epochs, rates and patience. */
  config: TrainingConfig;
  /** Fixes what dropout leaves out. */
  seed: number;
  /** Where weights come in closed form: they are set at once, as if by one epoch. */
  closedForm?: ClosedForm;
  /**
   * The run's folder: best.safetensors and, until the end, last.safetensors are kept there. Without
   * one nothing is written, and the learner keeps its last weights instead of its best.
   */
  folder?: string;
  /** Ends after so many epochs, on the schedule of all; none by default. */
  stopAfter?: number;
  /** Shown beside the progress bar. */
  title: string;
  /** Whether progress is not shown. */
  quiet?: boolean;
  /** Ends the training, as described at {@link fit}. */
  signal?: AbortSignal;
  /** Called after each epoch; returning true ends the training, as a pruned trial does. */
  onEpoch?: (record: EpochRecord) => void | boolean | Promise<void | boolean>;
  /** Called when the checkpoint after an epoch is on the disk. */
  onCheckpoint?: (epoch: number) => void;
  /** Called with the epochs of the checkpoint that it goes on after. */
  onRestored?: (history: readonly EpochRecord[]) => void | Promise<void>;
}

/**
 * Trains until early stopping or the last epoch, then sets the best weights, or the last where the
 * configuration says so. Goes on from the
 * folder's checkpoint where there is one. On an abort the last epoch's checkpoint is on the disk
 * and the signal's reason is thrown.
 */
export async function fit(options: FitOptions): Promise<TrainingState> {
  if (options.closedForm) return await fitInClosedForm(options, options.closedForm);
  const { learner, config, folder } = options;
  const begun = folder === undefined
    ? undefined
    : await restoreCheckpoint(join(folder, CHECKPOINT), learner);
  if (begun) await options.onRestored?.(begun.history);
  let state = begun ??
    { epoch: 0, callbacks: startCallbacks(config.learningRate), history: [], finished: false };
  const { steps } = options.feed;
  const progress = startProgress({
    title: options.title,
    total: config.epochs * steps,
    begun: state.epoch * steps,
    quiet: options.quiet,
  });
  if (state.epoch > 0 && !state.finished) progress.log(`Going on after epoch ${state.epoch}.`);
  // Files are written while the next epoch computes; each waits for the one before it.
  let saved = Promise.resolve();
  try {
    while (!state.finished) {
      state = await runEpoch(options, state, steps, progress.update);
      await saved;
      const { epoch } = state;
      saved = (await copyOut(options, state))().then(() => options.onCheckpoint?.(epoch));
      saved.catch(() => {}); // Thrown where it is awaited.
      const stop = await options.onEpoch?.(state.history.at(-1)!);
      if (stop) break;
    }
  } finally {
    progress.stop();
    await saved;
  }
  if (folder !== undefined) await restoreWeights(join(folder, BEST_WEIGHTS), learner);
  return state;
}

/** Thrown where the loss is no longer a number. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
  constructor(epoch: number, step: number, learningRate: number) {
    super(
      `The loss is no longer a number at step ${step} of epoch ${epoch}; ` +
        `the learning rate ${learningRate} may be too high`,
    );
  }
}

/** The epoch whose weights a training keeps. */
export function keptEpoch(
  { callbacks, epoch }: Pick<TrainingState, "callbacks" | "epoch">,
  { keepLast }: Pick<TrainingConfig, "keepLast">,
): number {
  return keepLast ? epoch : callbacks.bestEpoch;
}

async function fitInClosedForm(
  { learner, validation, config, folder, signal, onEpoch }: FitOptions,
  { train, solve }: ClosedForm,
): Promise<TrainingState> {
  signal?.throwIfAborted();
  solve();
  const [ofTrain, ofValidation] = [
    await scoreOf(learner, train),
    await scoreOf(learner, validation),
  ];
  const record: EpochRecord = {
    ...{ epoch: 1, trainLoss: ofTrain.loss, trainAccuracy: ofTrain.accuracy },
    ...{ validationLoss: ofValidation.loss, validationAccuracy: ofValidation.accuracy },
    learningRate: 0,
  };
  if (Number.isNaN(record.validationLoss)) throw new DivergedError(1, 1, 0);
  if (folder !== undefined) {
    await writeWeights(join(folder, BEST_WEIGHTS), await readVariables(learner.weights), 1);
  }
  await onEpoch?.(record);
  const callbacks = startCallbacks(config.learningRate);
  const { state } = afterEpoch(callbacks, 1, record.validationLoss, config);
  return { epoch: 1, callbacks: state, history: [record], finished: true };
}

async function scoreOf(
  learner: Learner,
  examples: Examples,
): Promise<{ loss: number; accuracy: number }> {
  const probabilities = await learner.validate(examples);
  const { labels } = examples;
  const classes = probabilities.length / labels.length;
  const right = predictedClasses(probabilities, classes)
    .filter((label, row) => label === labels[row]);
  const loss = probabilities.every(Number.isFinite) ? logLoss(probabilities, labels, classes) : NaN;
  return { loss, accuracy: right.length / labels.length };
}

async function runEpoch(
  options: FitOptions,
  state: TrainingState,
  steps: number,
  update: (done: number, note: string) => void,
): Promise<TrainingState> {
  const { learner, feed, validation, config, seed, signal, stopAfter } = options;
  const epoch = state.epoch + 1;
  const rateAt = (step: number) =>
    learningRateAt(config, state.epoch + step / steps, state.callbacks.learningRate);
  let lossSum = 0, correctSum = 0, seen = 0, step = 0;
  /** The steps before, which may still be computed while the next ones are prepared. */
  let last: { reports: Promise<StepReport[]>; count: number; begun: number } | undefined;
  const finishLast = async () => {
    if (last === undefined) return;
    const { count, begun } = last;
    for (const [at, { loss, correct }] of (await last.reports).entries()) {
      lossSum += loss * count;
      correctSum += correct;
      seen += count;
      const place = begun + at + 1;
      if (!Number.isFinite(loss)) throw new DivergedError(epoch, place, rateAt(place - 1));
      update(state.epoch * steps + place, noteOf(epoch, lossSum / seen, state));
    }
  };
  const wholeSteps = feed.rows % feed.batchSize === 0 ? steps : steps - 1;
  const atOnce = learner.stepsAtOnce(wholeSteps, feed.batchSize);
  for await (const batches of inGroups(feed.epoch(epoch), atOnce)) {
    // Lets Ctrl-C and file writing have their turn.
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const begun = step;
    const settings = batches.map((): StepSettings => ({
      learningRate: rateAt(step++),
      dropoutSeed: [seed, state.epoch * steps + step],
    }));
    const reports = batches.length === 1
      ? learner.trainStep(batches[0], settings[0]).then((report) => [report])
      : learner.trainSteps(batches, settings);
    reports.catch(() => {}); // Thrown where it is awaited.
    await finishLast();
    last = { reports, count: batches[0].count, begun };
  }
  await finishLast();
  const learningRate = rateAt(0);
  const found = await scoreOf(learner, validation);
  if (Number.isNaN(found.loss)) throw new DivergedError(epoch, steps, learningRate);
  const record: EpochRecord = {
    epoch,
    trainLoss: lossSum / seen,
    trainAccuracy: correctSum / seen,
    validationLoss: found.loss,
    validationAccuracy: found.accuracy,
    learningRate,
  };
  const outcome = afterEpoch(state.callbacks, epoch, record.validationLoss, config);
  return {
    epoch,
    callbacks: outcome.state,
    history: [...state.history, record],
    finished: stopAfter === undefined
      ? outcome.stop || epoch >= config.epochs
      : epoch >= Math.min(stopAfter, config.epochs),
  };
}

function noteOf(epoch: number, loss: number, { history }: TrainingState): string {
  const last = history.at(-1);
  const validation = last
    ? `, validation loss ${last.validationLoss.toFixed(3)} accuracy ${
      last.validationAccuracy.toFixed(3)
    }`
    : "";
  return `epoch ${epoch}: loss ${loss.toFixed(3)}${validation}`;
}

/** Copies out what the epoch's files hold; what is returned writes them. */
async function copyOut(
  { learner, folder, config }: FitOptions,
  state: TrainingState,
): Promise<() => Promise<void>> {
  if (folder === undefined) return () => Promise.resolve();
  const tensors = await snapshot(learner);
  const isBest = config.keepLast || state.callbacks.bestEpoch === state.epoch;
  const best = isBest ? await readVariables(learner.weights) : undefined;
  return async () => {
    if (best) await writeWeights(join(folder, BEST_WEIGHTS), best, state.epoch);
    await writeCheckpoint(join(folder, CHECKPOINT), tensors, state);
  };
}

/** All that {@link fit} trains. */
export interface Training {
  /** Built and initialised; its weights change in place. */
  network: Network;
  /** One step of training. */
  learner: Learner;
  /** The training set's batches. */
  feed: Feed;
  /** Where weights come in closed form. */
  closedForm?: ClosedForm;
  /** Frees network, learner and feed. */
  dispose(): void;
}

/** Weights from all examples at once. */
export interface ClosedForm {
  /** The training set. */
  train: Examples;
  /** Sets the network's weights by it. */
  solve(): void;
  /** The layers of an encoder that inner speakers chose; undefined where none were to choose. */
  choice(): LayerChoice | undefined;
  /** The mixture of the same clips; undefined where the configuration has none. */
  mixture(): SpeakerMixture | undefined;
}

/** Builds what `config` describes; the caller disposes it. */
export function createTraining(config: RunConfig, train: Examples, classes: number): Training {
  const { training, augmentation, mirrored } = config;
  const seed = weightsSeedOf(config);
  const network = buildNetwork(config.network, train.sampleShape, classes, seed);
  const learner = createLearner(network, { ...training, mirrored });
  const axis = config.features ? spectrogramAxis(config.features) : undefined;
  const feed = openFeed(train, { config: training, classes, seed, augmentation, axis });
  return {
    network,
    learner,
    feed,
    ...(training.discriminant
      ? {
        closedForm: closedFormOf(network, training.discriminant, config.features, {
          train,
          classes,
        }),
      }
      : {}),
    dispose: () => {
      feed.dispose();
      learner.dispose();
    },
  };
}

/** Their covariance takes minutes to decompose: time grows with the third power. */
const MOST_CLUSTERED = 4096;

function closedFormOf(
  network: Network,
  config: DiscriminantConfig,
  features: FeatureConfig | null,
  { train, classes }: { train: Examples; classes: number },
): ClosedForm {
  const { mixture, shrinkage } = config;
  const parts = columnParts(features);
  const { functionals, layers } = parts;
  let chosen: LayerChoice | undefined;
  const choice = () =>
    chosen ??= features?.encoder?.choice && features.speakerViews
      ? chooseLayers(train, { ...parts, classes, shrinkage: shrinkage.nothing, mixture })
      : undefined;
  return {
    train,
    choice,
    solve: () => {
      const judged = choice()?.judged.map((place) => layers[place]) ?? layers;
      const groups = [...functionals, ...judged];
      setDiscriminant(network, train, {
        ...{ classes, config, views: features?.speakerViews },
        groups: groups.length > 1 || judged.length < layers.length ? groups : undefined,
      });
    },
    mixture: () => {
      if (!mixture) return undefined;
      const place = choice()?.clustered;
      const seen = place === undefined ? layers.flat() : layers[place];
      const columns = [...parts.clustered, ...seen];
      if (columns.length > MOST_CLUSTERED) {
        throw new UserError(
          `Expected at most ${MOST_CLUSTERED} values of a clip for the mixture of known speakers, ` +
            `but found ${columns.length}; take fewer layers, such as by --layers auto`,
        );
      }
      return fitSpeakerMixture(train, {
        ...{ classes, columns, config: mixture },
        clusters: { groups: functionals, shrinkage: shrinkage.unlabelled },
      });
    },
  };
}

/** Columns of features that a discriminant treats differently. */
interface ColumnParts {
  /** Groups of functionals, judged together each. */
  functionals: number[][];
  /** Those of each layer of an encoder. */
  layers: number[][];
  /** Of the functionals those that a speaker's mixture sees, beside layers. */
  clustered: number[];
}

function columnParts(features: FeatureConfig | null): ColumnParts {
  if (!features) return { functionals: [], layers: [], clustered: [] };
  const { functionals: kind, encoder, melBins = defaultMelBins } = features;
  const bins = featureBins(features);
  const own = range(bins - (encoder ? encoderValues(encoder) : 0));
  const layers = encoder ? layerColumns(encoder, own.length) : [];
  if (kind !== "combined") {
    return { functionals: own.length ? [own] : [], layers, clustered: own };
  }
  const functionals = combinedGroups(melBins);
  // With an encoder the bands and their changes do better without pitch and prosody.
  const clustered = encoder ? functionals[0] : range(clusteredColumns(melBins));
  return { functionals, layers, clustered };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
