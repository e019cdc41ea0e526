/**
 * tfjs-layers' BatchNormalization, which in training computes through {@link batchNormalise}: the
 * same layer to whoever saves or loads it, only faster.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { type FusedKernel, registerFusedKernel } from "./fused_kernel.ts";
import { AttributeType, DataType, typeAttribute } from "./tensorflow/attributes.ts";
import { nodeBackend, usesTensorflow } from "./tensorflow/backend.ts";
import { movedTowards } from "./variable_updates.ts";
import { batchNormaliseOnGpu } from "./webgpu/batch_normalisation.ts";
import { usesWebgpu } from "./webgpu/gpu_program.ts";
import { batchNormaliseOnXla } from "./xla/batch_normalise_on_xla.ts";
import { isRecording } from "./xla/runtime.ts";

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

// Batch normalisation of a training step with its gradient: TensorFlow's fused kernels, programs
// for a GPU or a part of XLA's program where those engines run, tfjs operations elsewhere.
//
// In: x [..., channel]. Out: the normalised x and the batch's mean and variance [channel].

/** A normalised batch. */
export interface NormalisedBatch {
  /** (x - mean) / sqrt(variance + epsilon) * scale + offset, of x's shape. */
  output: tf.Tensor;
  /** [channel]; carries no gradient. */
  mean: tf.Tensor1D;
  /** [channel], the biased estimate (divided by n), as Keras's; carries no gradient. */
  variance: tf.Tensor1D;
}

/**
 * Normalises over all axes but the last (Ioffe and Szegedy 2015, algorithm 1).
 * `x` is [batch, ..., channel] with rank 2 to 4; `scale` and `offset` are [channel].
 */
export function batchNormalise(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  if (usesTensorflow()) return fused(x, scale, offset, epsilon);
  if (usesWebgpu()) return batchNormaliseOnGpu(x, scale, offset, epsilon);
  if (isRecording()) return batchNormaliseOnXla(x, scale, offset, epsilon);
  return composed(x, scale, offset, epsilon);
}

function composed(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes) as { mean: tf.Tensor1D; variance: tf.Tensor1D };
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale);
  const output = tf.add(tf.mul(tf.sub(x, mean), factor), offset);
  return { output, mean, variance };
}

function fused(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  registerFusedKernel(fusedKernel);
  const channels = x.shape[x.shape.length - 1];
  const rows = x.size / channels;
  const image = tf.reshape(x, [rows, 1, 1, channels]);
  const [output, mean, unbiased] = tf.engine().runKernel(
    fusedKernel.name,
    { image, scale, offset },
    { epsilon },
  ) as tf.Tensor[];
  // TensorFlow gives the unbiased variance where there is more than one row.
  const variance = rows > 1 ? tf.mul(unbiased, (rows - 1) / rows) : unbiased;
  return {
    output: tf.reshape(output, x.shape),
    mean: mean as tf.Tensor1D,
    variance: variance as tf.Tensor1D,
  };
}

function attributes(epsilon: number) {
  return [
    typeAttribute("T", DataType.float32),
    typeAttribute("U", DataType.float32),
    { name: "epsilon", type: AttributeType.float, value: epsilon },
    { name: "data_format", type: AttributeType.string, value: "NHWC" },
    { name: "is_training", type: AttributeType.bool, value: true },
  ];
}

interface FusedInputs {
  image: tf.Tensor;
  scale: tf.Tensor;
  offset: tf.Tensor;
}

/** TensorFlow's fused training kernel and its gradient. */
const fusedKernel: FusedKernel<FusedInputs, { epsilon: number }> = {
  name: "DuyguBatchNormalise",
  engine: "tensorflow",
  compute: ({ image, scale, offset }, { epsilon }) => {
    const empty = tf.tensor1d([]);
    const outputs = nodeBackend().executeMultipleOutputs(
      "FusedBatchNormV3",
      attributes(epsilon),
      [image, scale, offset, empty, empty],
      6,
    );
    empty.dispose();
    return outputs;
  },
  inputsToSave: ["image", "scale"],
  // The three reserves that the gradient's kernel requests.
  outputsToSave: [false, false, false, true, true, true],
  gradient: (dys, saved, { epsilon }) => {
    const [image, scale, ...reserves] = saved;
    const [dImage, dScale, dOffset, ...unused] = nodeBackend().executeMultipleOutputs(
      "FusedBatchNormGradV3",
      attributes(epsilon),
      [(dys as tf.Tensor[])[0], image, scale, ...reserves],
      5,
    );
    for (const tensor of unused) tensor.dispose();
    return { image: () => dImage, scale: () => dScale, offset: () => dOffset };
  },
};
