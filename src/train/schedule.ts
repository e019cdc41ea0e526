/** How a network is trained: optimiser, schedule, regularisation; JSON-serialisable and checked. */
import { z } from "zod";
import { discriminantSchema } from "./discriminant.ts";

/** Checks {@link TrainingConfig}. */
export const trainingConfigSchema = z.object({
  /** Step size at the start; the highest one under a cosine schedule. */
  learningRate: z.number().positive().max(10),
  /** At most so many passes over the training set. */
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(4096),
  /** True draws every class equally often; false takes each clip once an epoch. */
  balanced: z.boolean(),
  /** Multiplies the learning rate when the validation loss has not improved for so many epochs. */
  plateau: z.object({
    factor: z.number().gt(0).lt(1),
    patience: z.int().min(1),
    /** A smaller improvement counts as none. */
    leastChange: z.number().min(0),
  }).strict(),
  /** Ends when the validation loss has not improved for so many epochs; keeps the best weights. */
  earlyStopping: z.object({ patience: z.int().min(1) }).strict(),
  /**
   * Instead of the plateau: a linear rise over the first epochs, then half a cosine down to nothing
   * (Loshchilov and Hutter 2017, without restarts).
   */
  cosine: z.object({ warmUpEpochs: z.number().min(0) }).strict().optional(),
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
  /** What convolutions and matrix products compute in. */
  precision: z.enum(["float32", "bfloat16"]),
}).strict();

/** @internal */
type TrainingConfigShape = z.infer<typeof trainingConfigSchema>;
/** Parts that are left out are off; configs of runs that came before them stay what they were. */
export type TrainingConfig = TrainingConfigShape;

// How paper S trains.

/** Callbacks as section 3 gives them, all else Keras's defaults. */
export const paperTraining = {
  balanced: false,
  // Keras's ReduceLROnPlateau takes changes below 1e-4 for none.
  plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
  earlyStopping: { patience: 6 },
  precision: "float32",
} satisfies Partial<TrainingConfig>;

/**
 * The learning rate after `epochs` (with fractions) finished epochs: `plateauRate`, which the
 * plateau's callback keeps, or under a cosine schedule a linear rise to the configured rate over
 * the warm-up, then half a cosine that would reach 0 at the last epoch's end.
 */
export function learningRateAt(
  config: Pick<TrainingConfig, "learningRate" | "epochs" | "cosine">,
  epochs: number,
  plateauRate: number,
): number {
  if (config.cosine === undefined) return plateauRate;
  const { warmUpEpochs } = config.cosine;
  if (epochs < warmUpEpochs) return config.learningRate * Math.max(epochs, 0.01) / warmUpEpochs;
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

/** The callbacks' settings. */
interface CallbackOptions {
  plateau: { factor: number; patience: number; leastChange: number };
  earlyStopping: { patience: number };
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
  { plateau, earlyStopping }: CallbackOptions,
): CallbackOutcome {
  const next = { ...state };
  if (loss < (state.plateauBest ?? Infinity) - plateau.leastChange) {
    next.plateauBest = loss;
    next.plateauWait = 0;
  } else if (++next.plateauWait >= plateau.patience) {
    next.learningRate *= plateau.factor;
    next.plateauWait = 0;
  }
  const improved = loss < (state.bestLoss ?? Infinity);
  if (improved) {
    next.bestLoss = loss;
    next.bestEpoch = epoch;
  }
  return { state: next, improved, stop: epoch - next.bestEpoch >= earlyStopping.patience };
}
