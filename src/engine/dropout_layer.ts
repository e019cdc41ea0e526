/**
 * tfjs-layers' Dropout for compiled steps: what it leaves out follows from a seed that the step is
 * given, through {@link withDropoutSeed}; the same layer to whoever saves or loads it.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { dropout } from "./dropout.ts";

/** What a tfjs-layers Dropout holds. */
interface DropoutInside {
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[];
}

/** The seed of the step that is being computed, and how many layers have drawn from it. */
let current: { seed: tf.Tensor1D; layers: number } | undefined;

/**
 * Runs `compute` with `seed` (int32 [2]) for the dropout layers within; each layer draws otherwise.
 *
 * @example
 * ```ts
 * const step = compileStep((x, seed) =>
 *   withDropoutSeed(seed as tf.Tensor1D, () => [network.apply(x, { training: true }) as tf.Tensor])
 * );
 * ```
 */
export function withDropoutSeed<T>(seed: tf.Tensor1D, compute: () => T): T {
  const outer = current;
  current = { seed, layers: 0 };
  try {
    return compute();
  } finally {
    current = outer;
  }
}

/**
 * Dropout at `rate` in training, nothing in inference. Throws in training outside of
 * {@link withDropoutSeed}, for then nothing would make it random.
 */
export function seededDropout({ rate, name }: { rate: number; name?: string }): layers.Layer {
  const layer = layers.dropout({ rate, name });
  (layer as unknown as DropoutInside).call = (inputs, { training = false }) => {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!training || rate === 0) return tf.clone(input);
    if (!current) throw new Error("Expected a dropout layer in training to be given a seed");
    const { seed } = current;
    const place = current.layers++;
    return tf.tidy(() => dropout(input, rate, tf.add(seed, tf.tensor1d([place, 0], "int32"))));
  };
  return layer;
}
