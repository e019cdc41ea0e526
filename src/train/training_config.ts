/** How a network is trained: optimiser, schedule, regularisation; JSON-serialisable and checked. */
import { z } from "zod";
import { discriminantSchema } from "./discriminant.ts";

/** Checks {@link TrainingConfig}. */
export const trainingConfigSchema = z.object({
  /** Step size at the start; the highest one under a cosine schedule. */
  learningRate: z.number().positive().max(10),
  /** At most so many passes over the training part. */
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
  /** AdamW's decoupled decay of kernels (Loshchilov and Hutter 2019), times the learning rate; under SGD it is added to the gradient. */
  weightDecay: z.number().min(0).max(1).optional(),
  /** Adds l2 / 2 times the kernels' sum of squares to the mean loss (ridge; not to what is reported). */
  l2: z.number().min(0).max(100).optional(),
  /** So much of each target is spread over all classes (Szegedy et al. 2016, section 7). */
  labelSmoothing: z.number().min(0).lt(1).optional(),
  /** Predicts with an exponential moving average of the weights, which keeps this share a step. */
  averaging: z.number().gt(0).lt(1).optional(),
  /** Mixes samples and targets in pairs, by shares from Beta(mixup, mixup) (Zhang et al. 2018). */
  mixup: z.number().gt(0).max(10).optional(),
  /**
   * Of a network of functionals without hidden layers: instead of steps, weights in closed form, see
   * fitDiscriminant; the optimiser's settings then mean nothing.
   */
  discriminant: discriminantSchema.optional(),
  /**
   * True keeps the weights of the last epoch, not those of the least validation loss: for convex
   * networks, whose early epochs are only unfinished.
   */
  keepLast: z.literal(true).optional(),
  /**
   * True trains twice: once to choose the epoch and to calibrate on the validation part, and then
   * anew on the training and validation parts together. The second network is the run's.
   */
  refit: z.literal(true).optional(),
  /** What convolutions and matrix products compute in. */
  precision: z.enum(["float32", "bfloat16"]),
}).strict();

/** @internal */
type TrainingConfigShape = z.infer<typeof trainingConfigSchema>;
/** Parts that are left out are off; configs of runs that came before them stay what they were. */
export type TrainingConfig = TrainingConfigShape;
