/**
 * An exponential moving average of a network's weights, which often predicts better than the last
 * weights do (Polyak and Juditsky 1992; Tarvainen and Valpola 2017).
 */
import * as tf from "@tensorflow/tfjs-core";
import { moveTowards } from "../engine/variable_updates.ts";
import type { NamedVariables } from "./variables.ts";

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
