/**
 * tfjs-layers' BatchNormalization, which in training computes through
 * {@link batchNormalise}: the same layer to whoever saves or loads it, only faster.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { batchNormalise } from "./batch_normalise.ts";
import { movedTowards } from "./move_towards.ts";

/** What a tfjs-layers BatchNormalization holds once it is built. */
interface BatchNormalizationInside {
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[];
  gamma: { read(): tf.Tensor1D };
  beta: { read(): tf.Tensor1D };
  movingMean: { read(): tf.Tensor1D; write(value: tf.Tensor): void };
  movingVariance: { read(): tf.Tensor1D; write(value: tf.Tensor): void };
  momentum: number;
  epsilon: number;
}

/** For short or few epochs: statistics of recent steps count more than Keras's 0.99 lets them. */
export const RECENT_MOMENTUM = 0.9;

/**
 * Batch normalisation over the last axis with Keras's defaults (momentum 0.99, epsilon 0.001).
 */
export function batchNormalisation(
  options: { name?: string; momentum?: number } = {},
): layers.Layer {
  const layer = layers.batchNormalization(options);
  const inside = layer as unknown as BatchNormalizationInside;
  const inference = inside.call.bind(layer);
  inside.call = (inputs, { training = false }) => {
    if (!training) return inference(inputs, { training });
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      const { gamma, beta, movingMean, movingVariance, momentum, epsilon } = inside;
      const { output, mean, variance } = batchNormalise(
        input,
        gamma.read(),
        beta.read(),
        epsilon,
      );
      const follow = (moving: typeof movingMean, batch: tf.Tensor) =>
        moving.write(movedTowards(moving.read(), batch, 1 - momentum));
      follow(movingMean, mean);
      follow(movingVariance, variance);
      return output;
    });
  };
  return layer;
}
