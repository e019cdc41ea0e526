/** A training step for tests: squared error, plain gradient descent, any network. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** The tfjs variables of a network, by the layers' order. */
export function networkVariables(network: LayersModel, trainable = false): tf.Variable[] {
  const weights = trainable ? network.trainableWeights : network.weights;
  return weights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
}

/** (samples, targets, rate) to [loss]; assigns the weights anew. */
export function gradientDescentStep(network: LayersModel) {
  const variables = networkVariables(network, true);
  return (samples: tf.Tensor, targets: tf.Tensor, rate: tf.Tensor): tf.Tensor[] => {
    const { value, grads } = tf.variableGrads(() => {
      const output = network.apply(samples, { training: true }) as tf.Tensor;
      return tf.mean(tf.squaredDifference(output, targets));
    }, variables);
    for (const variable of variables) {
      variable.assign(tf.sub(variable, tf.mul(rate, grads[variable.name])));
    }
    return [value];
  };
}
