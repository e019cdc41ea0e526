import * as tf from "@tensorflow/tfjs-core";
import { layers, type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { compileStep } from "../engine/compile_step.ts";
import { type Examples, samplesTensor } from "../train/examples.ts";

/** How many examples tell the statistics. */
const ROWS = 512;

/** What a tfjs-layers BatchNormalization holds. */
interface NormalisationInside {
  gamma: Held;
  beta: Held;
  movingMean: Held;
  movingVariance: Held;
  epsilon: number;
}

/** A variable of tfjs-layers. */
interface Held {
  read(): tf.Tensor1D;
  write(value: tf.Tensor): void;
}

/**
 * Gives the batch normalisations `names` of `network`, which a file had folded into their
 * convolutions, statistics of their own: mean and variance of what reaches them from some of
 * `examples`, evenly spread, for examples come class by class. Gamma and beta change along, so that
 * what the network predicts stays the same; but in training, where a batch's own statistics are
 * taken, it now also computes what the file's network did, instead of something of quite another
 * scale.
 */
export function unfoldNormalisation(
  network: LayersModel,
  names: readonly string[],
  examples: Examples,
): void {
  if (names.length === 0) return;
  const normalisations = names.map((name) => network.getLayer(name));
  const inputs = normalisations.map((layer) => layer.input as SymbolicTensor);
  const taps = model({ inputs: network.inputs, outputs: inputs });
  const step = compileStep(
    (rows) =>
      asList(taps.apply(rows, { training: false })).flatMap((reached) => {
        const axes = reached.shape.slice(0, -1).map((_, axis) => axis);
        const { mean, variance } = tf.moments(reached, axes);
        return [mean, variance];
      }),
    { inference: true },
  );
  const every = Math.max(1, Math.floor(examples.labels.length / ROWS));
  const rows = [...examples.labels.keys()].filter((row) => row % every === 0).slice(0, ROWS);
  const samples = samplesTensor(examples, rows);
  const statistics = step(samples);
  step.dispose();
  samples.dispose();
  tf.tidy(() => {
    for (const [at, layer] of normalisations.entries()) {
      const inside = layer as unknown as layers.Layer & NormalisationInside;
      const [mean, variance] = statistics.slice(2 * at);
      const { gamma, beta, movingMean, movingVariance, epsilon } = inside;
      const scale = tf.div(gamma.read(), tf.sqrt(tf.add(movingVariance.read(), epsilon)));
      beta.write(tf.add(beta.read(), tf.mul(tf.sub(mean, movingMean.read()), scale)));
      gamma.write(tf.mul(scale, tf.sqrt(tf.add(variance, epsilon))));
      movingMean.write(mean);
      movingVariance.write(variance);
    }
  });
  tf.dispose(statistics);
}

function asList(values: unknown): tf.Tensor[] {
  return Array.isArray(values) ? values : [values as tf.Tensor];
}
