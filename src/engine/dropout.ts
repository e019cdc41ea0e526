/** Dropout that a compiled step can hold: what is random depends on a seed that is an argument. */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { createRandom } from "../base/random.ts";
import { usesTensorflow } from "./tensorflow/backend.ts";
import { statelessUniform } from "./tensorflow/stateless_uniform.ts";
import { usesXla } from "./xla/runtime.ts";
import { counterUniform } from "./xla/uniform.ts";

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

/**
 * Inverted dropout (Srivastava et al. 2014, section 10): each value of `x` becomes 0 with the
 * probability `rate`, in [0, 1), and the others are divided by 1 - rate, so that the expectation
 * stays. `seed` is int32 [2]; the same seed gives the same zeros each time, though not the same on
 * TensorFlow (eager or compiled), under its XLA, on the xla engine (eager or compiled), and on the
 * other engines.
 * Throws where the rate is outside its range or the seed has another shape.
 *
 * @example
 * ```ts
 * const step = compileStep((x, seed) => [dropout(x, 0.5, seed as tf.Tensor1D)]);
 * const [thinned] = step(x, tf.tensor1d([run, stepNumber], "int32"));
 * ```
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor1D): tf.Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new Error(`Expected the dropout rate to be in [0, 1), but found ${rate}`);
  }
  if (seed.dtype !== "int32" || seed.size !== 2 || seed.rank !== 1) {
    throw new Error(`Expected the seed to be int32 [2], but found ${seed.dtype} [${seed.shape}]`);
  }
  if (rate === 0) return tf.clone(x);
  return tf.tidy(() => {
    const uniform = uniformOf(x.shape, seed);
    const kept = tf.cast(tf.greaterEqual(uniform, rate), "float32");
    return tf.mul(x, tf.div(kept, 1 - rate));
  });
}

/** Uniform values in [0, 1), fixed by the seed. */
function uniformOf(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  if (usesTensorflow()) return statelessUniform(shape, seed);
  return usesXla() ? counterUniform(shape, seed) : drawn(shape, seed);
}

/** Uniform values in [0, 1) by the seed's value, for engines that run step by step. */
function drawn(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  const [high, low] = seed.dataSync();
  const random = createRandom(low, `dropout ${high}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => random.uniform()), shape);
}
