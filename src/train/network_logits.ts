/** In: a network whose last layer is dense with softmax. Out: what the softmax is taken of. */
import * as tf from "@tensorflow/tfjs-core";
import { type layers, type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";

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
