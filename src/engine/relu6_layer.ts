/**
 * tfjs-layers' ReLU with the maximum 6 as one operation, which TensorFlow fuses with a convolution
 * before it: the same layer to whoever saves or loads it, only faster.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";

/** What a tfjs-layers ReLU holds. */
interface ReluInside {
  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
}

/** min(6, max(0, x)), as MobileNet has it. */
export function relu6Layer({ name }: { name?: string } = {}): layers.Layer {
  const layer = layers.reLU({ maxValue: 6, name });
  (layer as unknown as ReluInside).call = (inputs) =>
    tf.relu6(Array.isArray(inputs) ? inputs[0] : inputs);
  return layer;
}
