/**
 * A network with its optimiser, ready to be trained and to predict: the compiled training step
 * (forward, backward, optimiser, averages) and the compiled prediction.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type layers, type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { compileStep } from "../engine/compile_step.ts";
import { withDropoutSeed } from "../engine/dropout.ts";
import type { Batch } from "./feed.ts";
import {
  type AveragedWeights,
  averageWeights,
  createOptimiser,
  type OptimiserOptions,
} from "./optimiser.ts";
import { createPredictor, type Predictor, type PredictorOptions } from "./predictor.ts";
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
}

/** How a learner computes. */
export interface LearnerOptions extends PredictorOptions, OptimiserOptions {
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
  return {
    ...predictor,
    weights: average?.weights ?? trained,
    predict: async (examples, batchSize, onRows) => {
      average?.exchange();
      try {
        return await predictor.predict(examples, batchSize, onRows);
      } finally {
        average?.exchange();
      }
    },
    optimiserState: new Map([...optimiser.state, ...averagingState(trained, average)]),
    trainStep: async (batch, { learningRate, dropoutSeed }) => {
      const { count, samples, targets } = batch;
      const inputs = [
        tf.tensor(samples, [count, ...network.inputs[0].shape.slice(1) as number[]]),
        tf.tensor2d(targets, [count, targets.length / count]),
        tf.scalar(learningRate),
        tf.tensor1d(dropoutSeed, "int32"),
      ];
      const [report] = step(...inputs);
      const [loss, correct] = await report.data();
      tf.dispose([...inputs, report]);
      return { loss, correct };
    },
    dispose: () => {
      step.dispose();
      optimiser.dispose();
      average?.dispose();
      predictor.dispose();
    },
  };
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
