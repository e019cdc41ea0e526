/**
 * A network with its optimiser, ready to be trained and to predict: the compiled training step
 * (forward, backward, optimiser, averages) and the compiled prediction.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type layers, type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { compileStep, type CompileStepOptions } from "../engine/compile_step.ts";
import { withDropoutSeed } from "../engine/dropout.ts";
import { usesXla } from "../engine/xla/runtime.ts";
import type { Batch } from "./feed.ts";
import {
  type AveragedWeights,
  averageWeights,
  createOptimiser,
  type OptimiserOptions,
} from "./optimiser.ts";
import {
  compilePrediction,
  createPredictor,
  type Predictor,
  type PredictorOptions,
} from "./predictor.ts";
import { type NamedVariables, networkVariables, trainableVariables } from "./variables.ts";

/** What a step reports. */
export interface StepReport {
  /** Mean cross-entropy of the batch, in nats. */
  loss: number;
  /** Samples of the batch predicted correctly before the step. */
  correct: number;
}

/** What one step depends on besides the batch. */
export interface StepSettings {
  /** The optimiser's step size. */
  learningRate: number;
  /** Fixes what dropout leaves out: two whole numbers, such as the run's seed and the step. */
  dropoutSeed: [number, number];
}

/** A network that can be trained. */
export interface Learner extends Predictor {
  /**
   * What the next step depends on besides the weights that predict: moments and step number of the
   * optimiser and, where those weights are averages, what they average.
   */
  optimiserState: NamedVariables;
  /**
   * One training step. The next may be requested before this one's report has come: a GPU then has
   * work while the report is on its way.
   */
  trainStep(batch: Batch, settings: StepSettings): Promise<StepReport>;
  /**
   * Steps one after another with batches of one size, the same to the bit as so many calls of
   * trainStep; on the xla engine they are one program.
   */
  trainSteps(batches: readonly Batch[], settings: readonly StepSettings[]): Promise<StepReport[]>;
  /**
   * As predict, but in the precision of the training: between epochs, for the training's own
   * decisions.
   */
  validate: Predictor["predict"];
  /**
   * How many of `steps` steps with whole batches of `batchSize` trainSteps best gets at once; 1
   * where nothing is gained by it.
   */
  stepsAtOnce(steps: number, batchSize: number): number;
}

/** How a learner computes. */
export interface LearnerOptions
  extends PredictorOptions, OptimiserOptions, Pick<CompileStepOptions, "precision"> {
  /** See TrainingConfig. */
  l2?: number;
  /** See TrainingConfig. */
  averaging?: number;
}

/**
 * Puts `network` (softmax outputs [batch, class]) under an optimiser, Adam by default, and
 * cross-entropy.
 */
export function createLearner(network: LayersModel, options: LearnerOptions = {}): Learner {
  const trainable = trainableVariables(network);
  const optimiser = createOptimiser(trainable, options);
  const trained = networkVariables(network);
  const average = options.averaging === undefined
    ? undefined
    : averageWeights(trained, options.averaging);
  const variables = [...trainable.values()];
  const logitsOf = networkLogits(network);
  const step = compileStep((samples, targets, learningRate, dropoutSeed) => {
    let logits!: tf.Tensor;
    const { value, grads } = withDropoutSeed(
      dropoutSeed as tf.Tensor1D,
      () =>
        tf.variableGrads(() => {
          logits = tf.keep(logitsOf(samples));
          return crossEntropy(logits, targets);
        }, variables),
    );
    const correct = tf.sum(tf.cast(
      tf.equal(tf.argMax(logits, -1), tf.argMax(targets, -1)),
      "float32",
    ));
    if (options.l2) addRidge(grads, trainable, options.l2);
    // Before the optimiser, for a compiled step reads weights as they were before it in any case.
    average?.follow();
    optimiser.apply(grads, learningRate as tf.Scalar);
    logits.dispose();
    // One tensor, for each that is read is a wait of its own on a GPU.
    return [tf.stack([value, correct])];
  }, options);
  const predictor = createPredictor(network, options);
  const reduced = (options.precision ?? "float32") === "float32"
    ? undefined
    : compilePrediction(network, options);
  /** By the weights that predict. */
  const asking = (predict: Predictor["predict"]): Predictor["predict"] => async (...asked) => {
    average?.exchange();
    try {
      return await predict(...asked);
    } finally {
      average?.exchange();
    }
  };
  const sampleShape = network.inputs[0].shape.slice(1) as number[];
  return {
    ...predictor,
    weights: average?.weights ?? trained,
    predict: asking(predictor.predict),
    validate: asking((reduced ?? predictor).predict),
    optimiserState: new Map([...optimiser.state, ...averagingState(trained, average)]),
    trainStep: async (batch, { learningRate, dropoutSeed }) => {
      const { count, samples, targets } = batch;
      const inputs = [
        tf.tensor(samples, [count, ...sampleShape]),
        tf.tensor2d(targets, [count, targets.length / count]),
        tf.scalar(learningRate),
        tf.tensor1d(dropoutSeed, "int32"),
      ];
      const [report] = step(...inputs);
      const [loss, correct] = await report.data();
      tf.dispose([...inputs, report]);
      return { loss, correct };
    },
    trainSteps: async (batches, settings) => {
      const times = batches.length, { count, targets } = batches[0];
      const rates = settings.map(({ learningRate }) => learningRate);
      const seeds = settings.flatMap(({ dropoutSeed }) => dropoutSeed);
      const inputs = [
        tf.tensor(joined(batches, "samples"), [times, count, ...sampleShape]),
        tf.tensor(joined(batches, "targets"), [times, count, targets.length / count]),
        tf.tensor1d(rates),
        tf.tensor2d(seeds, [times, 2], "int32"),
      ];
      const [reports] = step.inRows(...inputs);
      const values = await reports.data();
      tf.dispose([...inputs, reports]);
      return batches.map((_, at) => ({ loss: values[2 * at], correct: values[2 * at + 1] }));
    },
    stepsAtOnce: (steps, batchSize) => {
      const parameters = variables.reduce((sum, variable) => sum + variable.size, 0);
      return usesXla() ? stepsInOneProgram(steps, { parameters, sampleShape, batchSize }) : 1;
    },
    dispose: () => {
      step.dispose();
      optimiser.dispose();
      average?.dispose();
      reduced?.dispose();
      predictor.dispose();
    },
  };
}

/** One list of all batches, which must be of one size. */
function joined(batches: readonly Batch[], part: "samples" | "targets"): Float32Array {
  const size = batches[0][part].length;
  const all = new Float32Array(batches.length * size);
  batches.forEach((batch, place) => {
    if (batch[part].length !== size) throw new Error("Expected batches of one size");
    all.set(batch[part], place * size);
  });
  return all;
}

const SMALL_NETWORK_PARAMETERS = 2 ** 20;
/** Values of all batches of a program, 16 MiB. */
const STACKED_VALUES = 2 ** 22;
const MOST_AT_ONCE = 64;
const FEWEST_AT_ONCE = 8;

/**
 * How many steps become one program on the xla engine, of `steps` with whole batches. A small
 * network over tables (samples of one row, at most a million parameters) computes a step in less
 * time than the host needs to send it: with XLA's plugin for processors a step of 25,000 parameters
 * takes 0.13 ms of processor time in a program of 16, and 0.98 ms alone. Networks of convolutions
 * stay at 1, for that plugin computes them more slowly within a loop (2 times). Else it is the
 * largest divisor up to 64 whose batches take at most 16 MiB, so that an epoch needs no other
 * program, or, where that is below 8, as many as these limits allow, the rest by single steps.
 */
export function stepsInOneProgram(
  steps: number,
  { parameters, sampleShape, batchSize }: {
    parameters: number;
    sampleShape: readonly number[];
    batchSize: number;
  },
): number {
  const features = sampleShape.at(-1)!;
  const isTable = sampleShape.slice(0, -1).every((length) => length === 1);
  const isSmall = isTable && parameters <= SMALL_NETWORK_PARAMETERS;
  const most = Math.min(steps, MOST_AT_ONCE, Math.floor(STACKED_VALUES / (batchSize * features)));
  if (!isSmall || most < 2) return 1;
  let divisor = most;
  while (steps % divisor !== 0) divisor--;
  return divisor >= Math.min(FEWEST_AT_ONCE, most) ? divisor : most;
}

/** The gradient of l2 / 2 times the sum of squares of kernels, not of biases or what normalises. */
function addRidge(gradients: tf.NamedTensorMap, trainable: NamedVariables, l2: number): void {
  for (const variable of trainable.values()) {
    if (variable.rank < 2) continue;
    const { name } = variable;
    gradients[name] = tf.add(gradients[name], tf.mul(variable, l2));
  }
}

function averagingState(trained: NamedVariables, average?: AveragedWeights): NamedVariables {
  if (average === undefined) return new Map();
  const named = [...trained].map(([name, variable]) => [`trained/${name}`, variable] as const);
  return new Map([...named, ["averaging steps", average.step]]);
}

/** Mean over the batch of -log(probability of the right class). */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));
}

/** What a tfjs-layers Dense holds once it is built. */
interface DenseInside {
  kernel: { read(): tf.Tensor2D };
  bias: { read(): tf.Tensor1D };
}

/**
 * A function from samples to logits [batch, class], through the network's own weights in training.
 * A loss of logits keeps its gradient where a probability has become 0 or 1; Keras goes back to
 * them in the same way. Throws where the last layer is another.
 */
export function networkLogits(network: LayersModel): (samples: tf.Tensor) => tf.Tensor2D {
  const last = network.layers.at(-1) as layers.Layer;
  const { activation } = last.getConfig() as { activation?: string };
  if (last.getClassName() !== "Dense" || activation !== "softmax") {
    throw new Error(`Expected the last layer to be Dense with softmax, but it is ${last.name}`);
  }
  const body = model({ inputs: network.inputs, outputs: last.input as SymbolicTensor });
  const dense = last as unknown as DenseInside;
  return (samples) => {
    const hidden = body.apply(samples, { training: true }) as tf.Tensor2D;
    return tf.add(tf.matMul(hidden, dense.kernel.read()), dense.bias.read());
  };
}
