/** One Adam update of one variable, in place where the engine can. */
import * as tf from "@tensorflow/tfjs-core";
import { AttributeType, DataType, typeAttribute } from "./tensorflow/attributes.ts";
import { tensorflowBinding, usesTensorflow } from "./tensorflow/backend.ts";
import { updateInPlace } from "./tensorflow/tensor_entry.ts";
import { usesWebgpu } from "./webgpu/gpu_program.ts";
import { applyAdamOnGpu, movedTowardsOnGpu } from "./webgpu/variable_updates.ts";

/** What one update needs; moments have the variable's shape and start at zero. */
export interface AdamUpdate {
  variable: tf.Variable;
  firstMoment: tf.Variable;
  secondMoment: tf.Variable;
  gradient: tf.Tensor;
  /** beta1 to the power of the step's number, from 1. */
  beta1Power: tf.Scalar;
  /** beta2 to the power of the step's number, from 1. */
  beta2Power: tf.Scalar;
  learningRate: tf.Scalar;
  beta1: number;
  beta2: number;
  epsilon: number;
}

/**
 * Adam (Kingma and Ba 2015, the efficient form at the end of section 2, which Keras and TensorFlow
 * use): with a = rate * sqrt(1 - beta2^t) / (1 - beta1^t), variable -= a * m / (sqrt(v) + epsilon).
 */
export function applyAdam(update: AdamUpdate): void {
  if (usesWebgpu()) return applyAdamOnGpu(update);
  if (!usesTensorflow()) return composeAdam(update);
  const { variable, firstMoment, secondMoment, beta1, beta2, epsilon } = update;
  tf.tidy(() =>
    updateInPlace(tensorflowBinding(), {
      name: "ResourceApplyAdam",
      attributes: [
        typeAttribute("T", DataType.float32),
        { name: "use_locking", type: AttributeType.bool, value: false },
        { name: "use_nesterov", type: AttributeType.bool, value: false },
      ],
      variables: [variable, firstMoment, secondMoment],
      operands: [
        update.beta1Power,
        update.beta2Power,
        update.learningRate,
        tf.scalar(beta1),
        tf.scalar(beta2),
        tf.scalar(epsilon),
        update.gradient,
      ],
    })
  );
}

function composeAdam(update: AdamUpdate): void {
  const { variable, firstMoment, secondMoment, gradient, beta1, beta2, epsilon } = update;
  tf.tidy(() => {
    const rate = tf.div(
      tf.mul(update.learningRate, tf.sqrt(tf.sub(1, update.beta2Power))),
      tf.sub(1, update.beta1Power),
    );
    const towards = (moment: tf.Variable, target: tf.Tensor, beta: number) =>
      moment.assign(tf.add(moment, tf.mul(tf.sub(target, moment), 1 - beta)));
    towards(firstMoment, gradient, beta1);
    towards(secondMoment, tf.square(gradient), beta2);
    const change = tf.div(tf.mul(rate, firstMoment), tf.add(tf.sqrt(secondMoment), epsilon));
    variable.assign(tf.sub(variable, change));
  });
}

// Adds to a variable, in place where the engine can.

/**
 * variable += change, of the same shape. In a compiled step the rest of the step still reads the
 * variable's old value, and it may have further updates in place, such as Adam's.
 */
export function addInPlace(variable: tf.Variable, change: tf.Tensor): void {
  if (!usesTensorflow()) {
    tf.tidy(() => variable.assign(tf.add(variable, change)));
    return;
  }
  updateInPlace(tensorflowBinding(), {
    name: "AssignAddVariableOp",
    attributes: [typeAttribute("dtype", DataType.float32)],
    variables: [variable],
    operands: [change],
  });
}

// An average that follows a value: in one program on a GPU, in place where the engine can.

/** from + (to - from) * share, of one shape. */
export function movedTowards(from: tf.Tensor, to: tf.Tensor, share: tf.Scalar | number): tf.Tensor {
  if (usesWebgpu()) return movedTowardsOnGpu(from, to, share);
  return tf.add(from, tf.mul(tf.sub(to, from), share));
}

/**
 * variable += (target - variable) * share; see {@link addInPlace} for what a compiled step sees.
 */
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
