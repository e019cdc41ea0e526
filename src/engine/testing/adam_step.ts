/** A training step for tests as Keras's train_on_batch: cross-entropy and Adam. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { applyAdam } from "../variable_updates.ts";
import { networkVariables } from "./training_step.ts";

/**
 * One step of cross-entropy under Adam with Keras's defaults: (samples, one-hot targets, the step's
 * number from 1) to [loss].
 */
export function adamStep(network: LayersModel, learningRate: number) {
  const slots = networkVariables(network, true).map((variable) => ({
    variable,
    firstMoment: tf.variable(tf.zerosLike(variable)),
    secondMoment: tf.variable(tf.zerosLike(variable)),
  }));
  const variables = slots.map(({ variable }) => variable);
  return (samples: tf.Tensor, targets: tf.Tensor, number: tf.Tensor): tf.Tensor[] => {
    const { value, grads } = tf.variableGrads(() => {
      const output = network.apply(samples, { training: true }) as tf.Tensor;
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.log(output)), -1)));
    }, variables);
    for (const slot of slots) {
      applyAdam({
        ...slot,
        gradient: grads[slot.variable.name],
        beta1Power: tf.pow(0.9, number) as tf.Scalar,
        beta2Power: tf.pow(0.999, number) as tf.Scalar,
        learningRate: tf.scalar(learningRate),
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
      });
    }
    return [value];
  };
}
