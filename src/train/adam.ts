/** The Adam optimiser with its state in variables, so that it can be saved, resumed and compiled. */
import * as tf from "@tensorflow/tfjs-core";
import { addInPlace } from "../engine/add_in_place.ts";
import { applyAdam } from "../engine/apply_adam.ts";
import type { NamedVariables } from "./variables.ts";

/** An optimiser over fixed variables. */
export interface Adam {
  /** Moments and step number by name: what a checkpoint must hold. */
  state: NamedVariables;
  /** Updates every variable; `gradients` by the variables' tfjs names. */
  apply(gradients: tf.NamedTensorMap, learningRate: tf.Scalar): void;
  dispose(): void;
}

/** Keras's defaults. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/**
 * Adam with Keras's defaults (beta 0.9 and 0.999, epsilon 1e-7) for `variables`. With a weight decay
 * it is AdamW (Loshchilov and Hutter 2019, algorithm 2): kernels, not biases or what normalises,
 * shrink by rate * decay a step.
 */
export function createAdam(
  variables: NamedVariables,
  { weightDecay = 0 }: { weightDecay?: number } = {},
): Adam {
  const state: NamedVariables = new Map();
  const zeros = (key: string, variable: tf.Variable) => {
    const moment = tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
    state.set(key, moment);
    return moment;
  };
  const slots = [...variables].map(([name, variable]) => ({
    variable,
    firstMoment: zeros(`first moment/${name}`, variable),
    secondMoment: zeros(`second moment/${name}`, variable),
  }));
  const steps = tf.tidy(() => tf.variable(tf.scalar(0), false));
  state.set("steps", steps);
  return {
    state,
    apply: (gradients, learningRate) =>
      tf.tidy(() => {
        const step = tf.add(steps, 1) as tf.Scalar;
        steps.assign(step);
        const beta1Power = tf.pow(BETA1, step) as tf.Scalar;
        const beta2Power = tf.pow(BETA2, step) as tf.Scalar;
        const decay = tf.mul(learningRate, -weightDecay);
        for (const slot of slots) {
          const { variable } = slot;
          if (weightDecay > 0 && variable.rank > 1) addInPlace(variable, tf.mul(variable, decay));
          applyAdam({
            ...slot,
            gradient: gradients[slot.variable.name],
            beta1Power,
            beta2Power,
            learningRate,
            beta1: BETA1,
            beta2: BETA2,
            epsilon: EPSILON,
          });
        }
      }),
    dispose: () => {
      for (const variable of state.values()) variable.dispose();
    },
  };
}
