/** Tests only. A network beside what Keras computes with the same weights and inputs. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { namedVariables, setNamedNoise } from "./named_noise.ts";
import { noiseTensor } from "./noise.ts";
import { relativeDifference } from "./relative_difference.ts";

/** What Keras has, as the scripts in bench/parity print it. */
interface KerasReference {
  /** Probabilities [batch, class] without and with the layers' ways of training, flat. */
  inference: number[];
  training: number[];
  /** The mean cross-entropy in training. */
  loss: number;
  /** By weight, of some: in full, and the sum of squares. */
  gradients: Record<string, number[]>;
  gradientSquares: Record<string, number>;
}

/** What the network is asked, and how far apart gradients may be. */
interface KerasQuestion {
  /** [batch, ...sample] */
  shape: number[];
  classes: number;
  gradientBound: number;
  squareBound: number;
}

/** Gives `network` noise for weights and compares all of `expected`. */
export function assertIsKeras(
  network: LayersModel,
  expected: KerasReference,
  { shape, classes, gradientBound, squareBound }: KerasQuestion,
): void {
  setNamedNoise(network);
  tf.tidy(() => {
    const samples = noiseTensor(shape, 100);
    const inference = network.apply(samples, { training: false }) as tf.Tensor;
    close(inference.dataSync(), expected.inference, "inference", 2e-5);
    const rows = Array.from({ length: shape[0] }, (_, row) => row % classes);
    const targets = tf.oneHot(tf.tensor1d(rows, "int32"), classes, 1, 0, "float32");
    const variables = namedVariables(network);
    const trainable = [...variables.values()].filter((variable) => variable.trainable);
    let training!: tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      training = tf.keep(network.apply(samples, { training: true }) as tf.Tensor);
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.log(training)), -1)));
    }, trainable);
    // Normalisations by the statistics of few values lose digits on either side.
    close(training.dataSync(), expected.training, "training", 1e-4);
    training.dispose();
    close(value.dataSync(), [expected.loss], "loss", 1e-4);
    for (const [weight, values] of Object.entries(expected.gradients)) {
      close(grads[variables.get(weight)!.name].dataSync(), values, weight, gradientBound);
    }
    for (const [weight, squares] of Object.entries(expected.gradientSquares)) {
      const own = tf.sum(tf.square(grads[variables.get(weight)!.name])).dataSync()[0];
      // Some gradients are zero but for rounding: a key's bias moves all scores alike.
      const isClose = Math.abs(own - squares) < squareBound * squares + 1e-10;
      assert.ok(isClose, `square of ${weight}: ${own} ${squares}`);
    }
  });
}

function close(actual: ArrayLike<number>, expected: number[], what: string, bound: number): void {
  const difference = relativeDifference(actual, expected);
  assert.ok(difference < bound, `${what}: ${difference}`);
}
