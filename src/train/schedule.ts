/** How a network is trained: optimiser, schedule, regularisation; JSON-serialisable and checked. */
import { z } from "zod";
import { precisions } from "../engine/precision.ts";
import { discriminantSchema } from "./discriminant.ts";

// The learning rate's schedules, with their usual values.

const plateauFields = {
  factor: z.number().gt(0).lt(1),
  patience: z.int().min(1),
  /** A smaller improvement counts as none. */
  leastChange: z.number().min(0),
};

const scheduleSchema = z.discriminatedUnion("kind", [
  /**
   * Multiplies the rate by `factor` when the validation loss has not improved for `patience`
   * epochs.
   */
  z.object({
    kind: z.literal("plateau"),
    ...plateauFields,
    /** Epochs over which the rate rises linearly first; at once the full one where it is left out. */
    warmUpEpochs: z.number().positive().optional(),
  }).strict(),
  /**
   * A linear rise over the first epochs, then half a cosine down to nothing (Loshchilov and Hutter
   * 2017, without restarts).
   */
  z.object({
    kind: z.literal("cosine"),
    warmUpEpochs: z.number().min(0),
    /**
     * Means nothing: a plateau that a configuration of an earlier version had beside its cosine,
     * kept as the run is named by it.
     */
    unusedPlateau: z.object(plateauFields).strict().optional(),
  }).strict(),
]);

/** How the learning rate changes while a network is trained. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** Paper S, section 3; changes below 1e-4 are none, as in Keras's ReduceLROnPlateau. */
export const usualPlateau = {
  kind: "plateau",
  factor: 0.5,
  patience: 2,
  leastChange: 1e-4,
} as const satisfies Schedule;

/** Of the networks that are not paper S's. */
export const usualCosine = { kind: "cosine", warmUpEpochs: 2 } as const satisfies Schedule;

const trainingFields = z.object({
  /** Step size at the start; the highest one under a cosine schedule. */
  learningRate: z.number().positive().max(10),
  /** At most so many passes over the training set. */
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(4096),
  /** True draws every class equally often; false takes each clip once an epoch. */
  balanced: z.boolean(),
  /** How the learning rate changes; it stays as it is where this is left out. */
  schedule: scheduleSchema.optional(),
  /**
   * Ends when the validation loss has not improved for so many epochs; the best weights are kept in
   * any case. All epochs are trained where it is left out.
   */
  earlyStopping: z.object({ patience: z.int().min(1) }).strict().optional(),
  /**
   * Instead of Adam: stochastic gradient descent with momentum (0 for none), Nesterov's or the
   * classical one; the learning rate is then usually ten to a hundred times Adam's.
   */
  optimiser: z.object({
    kind: z.literal("sgd"),
    momentum: z.number().min(0).lt(1),
    nesterov: z.boolean(),
  }).strict().optional(),
  /**
   * AdamW's decoupled decay of kernels (Loshchilov and Hutter 2019), times the learning rate; under
   * SGD it is added to the gradient.
   */
  weightDecay: z.number().min(0).max(1).optional(),
  /**
   * Adds l2 / 2 times the kernels' sum of squares to the mean loss (ridge; not to what is
   * reported).
   */
  l2: z.number().min(0).max(100).optional(),
  /** So much of each target is spread over all classes (Szegedy et al. 2016, section 7). */
  labelSmoothing: z.number().min(0).lt(1).optional(),
  /** Predicts with an exponential moving average of the weights, which keeps this share a step. */
  averaging: z.number().gt(0).lt(1).optional(),
  /** Mixes samples and targets in pairs, by shares from Beta(mixup, mixup) (Zhang et al. 2018). */
  mixup: z.number().gt(0).max(10).optional(),
  /**
   * Of a network of functionals without hidden layers: instead of steps, weights in closed form,
   * see fitDiscriminant; the optimiser's settings then mean nothing.
   */
  discriminant: discriminantSchema.optional(),
  /**
   * True keeps the weights of the last epoch, not those of the least validation loss: for convex
   * networks, whose early epochs are only unfinished.
   */
  keepLast: z.literal(true).optional(),
  /**
   * True trains twice: once to choose the epoch and to calibrate on the validation set, and then
   * anew on the training and validation sets together. The second network is the run's.
   */
  refit: z.literal(true).optional(),
  /** What convolutions and matrix products compute in, in steps and validation. */
  precision: z.enum(precisions),
}).strict();

/** Checks {@link TrainingConfig}, and reads what an earlier version wrote; see upgradeTraining. */
export const trainingConfigSchema = z.preprocess(upgradeTraining, trainingFields);

/** @internal */
type TrainingConfigShape = z.infer<typeof trainingConfigSchema>;
/** Parts that are left out are off; configs of runs that came before them stay what they were. */
export type TrainingConfig = TrainingConfigShape;

/** Callbacks as paper S gives them in section 3, all else Keras's defaults. */
export const paperTraining = {
  balanced: false,
  schedule: usualPlateau,
  earlyStopping: { patience: 6 },
  precision: "float32",
} satisfies Partial<TrainingConfig>;

// Configurations as an earlier version wrote them: `plateau` was required, also beside the `cosine`
// that replaced it, and early stopping was off where its patience was that of all epochs. Runs are
// named by the hash of this form, and so keep their names.

const { kind: _plateau, ...formerPlateau } = usualPlateau;

/**
 * `input` with `schedule` in place of an earlier version's `plateau` and `cosine`, and without a
 * schedule that is null or an early stopping that is null or waits for as many epochs as there are.
 * All else stays, to be checked.
 */
function upgradeTraining(input: unknown): unknown {
  if (!isObject(input)) return input;
  const { schedule, earlyStopping, ...others } = input;
  const stopping = isOff(earlyStopping, input.epochs) ? {} : { earlyStopping };
  // Beside a schedule, fields of the former form are left to be refused.
  if (schedule) return { ...others, schedule, ...stopping };
  const { plateau, cosine, ...rest } = others;
  const upgraded = upgradeSchedule(plateau, cosine);
  return { ...rest, ...(upgraded === undefined ? {} : { schedule: upgraded }), ...stopping };
}

function upgradeSchedule(plateau: unknown, cosine: unknown): unknown {
  if (cosine === undefined) return isObject(plateau) ? { kind: "plateau", ...plateau } : plateau;
  if (!isObject(cosine)) return cosine;
  const isUsual = plateau === undefined || isSame(plateau, formerPlateau);
  return { kind: "cosine", ...cosine, ...(isUsual ? {} : { unusedPlateau: plateau }) };
}

function isOff(earlyStopping: unknown, epochs: unknown): boolean {
  return earlyStopping === undefined || earlyStopping === null ||
    isSame(earlyStopping, { patience: epochs });
}

function isSame(value: unknown, expected: Record<string, unknown>): boolean {
  return isObject(value) && Object.keys(value).length === Object.keys(expected).length &&
    Object.entries(expected).every(([name, field]) => value[name] === field);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `training` as an earlier version wrote it, its fields in that version's order. */
export function formerTraining(
  { learningRate, epochs, batchSize, balanced, ...training }: TrainingConfig,
): Record<string, unknown> {
  const { schedule, earlyStopping = { patience: epochs }, ...others } = training;
  const common = { learningRate, epochs, batchSize, balanced };
  if (schedule === undefined) return { ...common, earlyStopping, ...others };
  if (schedule.kind === "plateau") {
    const { factor, patience, leastChange, warmUpEpochs } = schedule;
    const warmUp = warmUpEpochs === undefined ? {} : { warmUpEpochs };
    const plateau = { factor, patience, leastChange, ...warmUp };
    return { ...common, plateau, earlyStopping, ...others };
  }
  const { warmUpEpochs, unusedPlateau: plateau = formerPlateau } = schedule;
  return { ...common, plateau, earlyStopping, cosine: { warmUpEpochs }, ...others };
}

/**
 * The learning rate after `epochs` (with fractions) finished epochs: a linear rise over the warm-up,
 * then `plateauRate`, which the plateau's callback keeps, or under a cosine schedule half a cosine
 * from the configured rate that would reach 0 at the last epoch's end.
 */
export function learningRateAt(
  config: Pick<TrainingConfig, "learningRate" | "epochs" | "schedule">,
  epochs: number,
  plateauRate: number,
): number {
  const { schedule } = config;
  const { warmUpEpochs = 0 } = schedule ?? {};
  const fullRate = schedule?.kind === "cosine" ? config.learningRate : plateauRate;
  if (epochs < warmUpEpochs) return fullRate * Math.max(epochs, 0.01) / warmUpEpochs;
  if (schedule?.kind !== "cosine") return plateauRate;
  const left = Math.max(config.epochs - warmUpEpochs, 1e-9);
  const progress = Math.min((epochs - warmUpEpochs) / left, 1);
  return config.learningRate * (1 + Math.cos(Math.PI * progress)) / 2;
}

// Keras's ReduceLROnPlateau and EarlyStopping as pure functions of the validation loss.

/** What the two callbacks remember between epochs; plain JSON. */
export interface CallbackState {
  /** Of the next epoch. */
  learningRate: number;
  /** Best validation loss as ReduceLROnPlateau counts it; null before the first epoch. */
  plateauBest: number | null;
  /** Epochs since it improved. */
  plateauWait: number;
  /** Best validation loss as EarlyStopping counts it; null before the first epoch. */
  bestLoss: number | null;
  /** The epoch of that loss, from 1. */
  bestEpoch: number;
}

/** What follows from an epoch's validation loss. */
interface CallbackOutcome {
  state: CallbackState;
  /** The weights are the best so far. */
  improved: boolean;
  /** Training ends here. */
  stop: boolean;
}

/** The state before the first epoch. */
export function startCallbacks(learningRate: number): CallbackState {
  return { learningRate, plateauBest: null, plateauWait: 0, bestLoss: null, bestEpoch: 0 };
}

/**
 * What to do after epoch `epoch` (from 1) with the validation loss `loss` (paper S, section 3:
 * the rate is halved after two epochs without improvement, training ends after six). A loss that
 * is not a number counts as no improvement.
 */
export function afterEpoch(
  state: CallbackState,
  epoch: number,
  loss: number,
  { schedule, earlyStopping }: Pick<TrainingConfig, "schedule" | "earlyStopping">,
): CallbackOutcome {
  const next = { ...state };
  if (schedule?.kind === "plateau") {
    const { factor, patience, leastChange } = schedule;
    if (loss < (state.plateauBest ?? Infinity) - leastChange) {
      next.plateauBest = loss;
      next.plateauWait = 0;
    } else if (++next.plateauWait >= patience) {
      next.learningRate *= factor;
      next.plateauWait = 0;
    }
  }
  const improved = loss < (state.bestLoss ?? Infinity);
  if (improved) {
    next.bestLoss = loss;
    next.bestEpoch = epoch;
  }
  const stop = earlyStopping !== undefined && epoch - next.bestEpoch >= earlyStopping.patience;
  return { state: next, improved, stop };
}
