/** Batch normalisation of a training step on a GPU, as one operation with its gradient. */
import * as tf from "@tensorflow/tfjs-core";
import type { NormalisedBatch } from "../batch_normalise.ts";
import { type FusedKernel, registerFusedKernel } from "../register_fused_kernel.ts";
import {
  columnMoments,
  normalisationGradients,
  normaliseColumns,
} from "./batch_normalise_programs.ts";

/** See batchNormalise. */
export function batchNormaliseOnGpu(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  registerFusedKernel(kernel);
  const [output, mean, variance] = tf.engine().runKernel(
    kernel.name,
    { x, scale, offset },
    { epsilon },
  ) as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  return { output, mean, variance };
}

interface Inputs {
  x: tf.TensorInfo;
  scale: tf.TensorInfo;
  offset: tf.TensorInfo;
}

const kernel: FusedKernel<Inputs, { epsilon: number }> = {
  name: "DuyguBatchNormaliseOnGpu",
  engine: "webgpu",
  compute: ({ x, scale, offset }, { epsilon }) => {
    const [mean, variance] = columnMoments(x);
    return [normaliseColumns(x, offset, { scale, mean, variance, epsilon }), mean, variance];
  },
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradient: (dys, [x, scale, mean, variance], { epsilon }) => {
    const [dy] = dys as tf.Tensor[];
    const gradients = normalisationGradients(dy, x, { scale, mean, variance, epsilon });
    const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
    const [dx, dScale, dOffset] = [gradients.dx, gradients.dScale, gradients.dOffset].map(tensor);
    return { x: () => dx, scale: () => dScale, offset: () => dOffset };
  },
};
