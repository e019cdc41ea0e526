/** An average that follows a value: in one program on a GPU, in place where the engine can. */
import * as tf from "@tensorflow/tfjs-core";
import { addInPlace } from "./add_in_place.ts";
import { usesWebgpu } from "./webgpu/gpu_program.ts";
import { movedTowardsOnGpu } from "./webgpu/moved_towards_on_gpu.ts";

/** from + (to - from) * share, of one shape. */
export function movedTowards(from: tf.Tensor, to: tf.Tensor, share: tf.Scalar | number): tf.Tensor {
  if (usesWebgpu()) return movedTowardsOnGpu(from, to, share);
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}

/** variable += (target - variable) * share; see {@link addInPlace} for what a compiled step sees. */
export function moveTowards(
  variable: tf.Variable,
  target: tf.Tensor,
  share: tf.Scalar | number,
): void {
  tf.tidy(() => {
    if (usesWebgpu()) variable.assign(movedTowardsOnGpu(variable, target, share));
    else addInPlace(variable, tf.mul(tf.sub(target, variable), share));
  });
}
