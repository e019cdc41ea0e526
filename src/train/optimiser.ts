/**
 * The optimisers, Adam and stochastic gradient descent with momentum, with their state in
 * variables, so that it can be saved, resumed and compiled.
 */
import * as tf from "@tensorflow/tfjs-core";
import { addInPlace, applyAdam, moveTowards } from "../engine/variable_updates.ts";
import type { TrainingConfig } from "./schedule.ts";
import type { NamedVariables } from "./variables.ts";

/** An optimiser over fixed variables. */
interface Optimiser {
  /** Moments and step number, or velocities, by name: what a checkpoint must hold. */
  state: NamedVariables;
  /** Updates every variable; `gradients` by the variables' tfjs names. */
  apply(gradients: tf.NamedTensorMap, learningRate: tf.Scalar): void;
  dispose(): void;
}

/** How an optimiser updates; see TrainingConfig. */
export type OptimiserOptions = Pick<TrainingConfig, "optimiser" | "weightDecay">;

/** The optimiser that a training requests, over `variables`; Adam by default. */
export function createOptimiser(
  variables: NamedVariables,
  { optimiser, weightDecay }: OptimiserOptions = {},
): Optimiser {
  return optimiser === undefined
    ? createAdam(variables, { weightDecay })
    : createSgd(variables, { ...optimiser, weightDecay });
}

/** Keras's defaults. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/**
 * Adam with Keras's defaults (beta 0.9 and 0.999, epsilon 1e-7) for `variables`. With a weight
 * decay it is AdamW (Loshchilov and Hutter 2019, algorithm 2): kernels, not biases or what
 * normalises, shrink by rate * decay a step.
 */
function createAdam(
  variables: NamedVariables,
  { weightDecay = 0 }: { weightDecay?: number } = {},
): Optimiser {
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

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013, equations 3 and 4, in the form
 * of PyTorch's SGD): velocity = momentum * velocity + gradient, and the weights move by -rate times
 * the velocity or, under Nesterov's momentum, by -rate * (gradient + momentum * velocity). The
 * weight decay is the classical one: decay * weight is added to the gradient of kernels, not of
 * biases or what normalises.
 */
function createSgd(
  variables: NamedVariables,
  { momentum, nesterov, weightDecay = 0 }:
    & NonNullable<TrainingConfig["optimiser"]>
    & Pick<TrainingConfig, "weightDecay">,
): Optimiser {
  const slots = [...variables].map(([name, variable]) => ({
    name,
    variable,
    velocity: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
  }));
  return {
    state: new Map(slots.map(({ name, velocity }) => [`velocity/${name}`, velocity])),
    apply: (gradients, learningRate) =>
      tf.tidy(() => {
        const step = tf.neg(learningRate);
        for (const { variable, velocity } of slots) {
          const decays = weightDecay > 0 && variable.rank > 1;
          const loss = gradients[variable.name];
          const gradient = decays ? tf.add(loss, tf.mul(variable, weightDecay)) : loss;
          const next = tf.add(tf.mul(velocity, momentum), gradient);
          const change = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next;
          addInPlace(variable, tf.mul(change, step));
          velocity.assign(next);
        }
      }),
    dispose: () => {
      for (const { velocity } of slots) velocity.dispose();
    },
  };
}

// An exponential moving average of a network's weights, which often predicts better than the last
// weights do (Polyak and Juditsky 1992; Tarvainen and Valpola 2017).

/** The average of some weights. */
export interface AveragedWeights {
  /** By the names of the weights. */
  weights: NamedVariables;
  /** The number of steps: with it and the averages an interrupted training goes on alike. */
  step: tf.Variable;
  /** Moves the average towards the weights as they are; the first part of a training step. */
  follow(): void;
  /** Puts the average where the weights are and the reverse. */
  exchange(): void;
  dispose(): void;
}

/**
 * Averages `trained`: average = decay * average + (1 - decay) * weight a step, from the weights at
 * the start on. For the first steps the decay is smaller, (1 + step) / (10 + step), so that the
 * start is soon forgotten (TensorFlow's ExponentialMovingAverage with num_updates).
 */
export function averageWeights(trained: NamedVariables, decay: number): AveragedWeights {
  const weights: NamedVariables = new Map(
    [...trained].map(([name, variable]) => [
      name,
      tf.tidy(() => tf.variable(copyOf(variable), false)),
    ]),
  );
  const step = tf.tidy(() => tf.variable(tf.scalar(0), false));
  const pairs = [...trained].map(([name, variable]) => [variable, weights.get(name)!] as const);
  return {
    weights,
    step,
    follow: () =>
      tf.tidy(() => {
        const next = tf.add(step, 1) as tf.Scalar;
        step.assign(next);
        const share = tf.sub(1, tf.minimum(decay, tf.div(next, tf.add(next, 9))));
        for (const [variable, average] of pairs) {
          moveTowards(average, variable, share as tf.Scalar);
        }
      }),
    exchange: () =>
      tf.tidy(() => {
        for (const [variable, average] of pairs) {
          const held = copyOf(average);
          average.assign(copyOf(variable));
          variable.assign(held);
        }
      }),
    dispose: () => {
      for (const variable of [...weights.values(), step]) variable.dispose();
    },
  };
}

/** A tensor of its own memory, which a step that writes in place does not change. */
function copyOf(tensor: tf.Tensor): tf.Tensor {
  return tf.add(tensor, 0);
}
