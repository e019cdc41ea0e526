/**
 * A network with its optimiser, ready to be trained and asked: the compiled training step
 * (forward, backward, Adam) and the compiled prediction.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { compileStep } from "../engine/compile_step.ts";
import { createAdam } from "./adam.ts";
import { type Examples, oneHotTensor, samplesTensor } from "./examples.ts";
import { networkLogits } from "./network_logits.ts";
import { createPredictor, type Predictor } from "./predictor.ts";
import { type NamedVariables, trainableVariables } from "./variables.ts";

/** What a step reports. */
export interface StepReport {
  /** Mean cross-entropy of the batch, in nats. */
  loss: number;
  /** Clips of the batch that were classified rightly before the step. */
  correct: number;
}

/** A network that can be trained. */
export interface Learner extends Predictor {
  /** Moments and step number of the optimiser. */
  optimiserState: NamedVariables;
  /** One training step on the given rows. */
  trainStep(examples: Examples, rows: readonly number[], learningRate: number): Promise<StepReport>;
}

/** How a learner computes. */
export interface LearnerOptions {
  precision?: "float32" | "bfloat16";
  xla?: boolean;
}

/** Puts `network` (softmax outputs [batch, class]) under Adam and cross-entropy. */
export function createLearner(network: LayersModel, options: LearnerOptions = {}): Learner {
  const trainable = trainableVariables(network);
  const adam = createAdam(trainable);
  const variables = [...trainable.values()];
  const logitsOf = networkLogits(network);
  const classes = network.outputs[0].shape.at(-1) as number;
  const step = compileStep((samples, targets, learningRate) => {
    let logits!: tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      logits = tf.keep(logitsOf(samples));
      return crossEntropy(logits, targets);
    }, variables);
    const correct = tf.sum(tf.cast(
      tf.equal(tf.argMax(logits, -1), tf.argMax(targets, -1)),
      "float32",
    ));
    adam.apply(grads, learningRate as tf.Scalar);
    logits.dispose();
    return [value, correct];
  }, options);
  const predictor = createPredictor(network, options);
  return {
    ...predictor,
    optimiserState: adam.state,
    trainStep: async (examples, rows, learningRate) => {
      const inputs = [
        samplesTensor(examples, rows),
        oneHotTensor(examples, rows, classes),
        tf.scalar(learningRate),
      ];
      const outputs = step(...inputs);
      const [[loss], [correct]] = await Promise.all(outputs.map((output) => output.data()));
      tf.dispose([...inputs, ...outputs]);
      return { loss, correct };
    },
    dispose: () => {
      step.dispose();
      adam.dispose();
      predictor.dispose();
    },
  };
}

/** Mean over the batch of -log(probability of the right class). */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));
}
