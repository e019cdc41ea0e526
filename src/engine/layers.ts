import * as tf from "@tensorflow/tfjs-core";
import {
  initializers,
  layers,
  type LayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";

/**
 * A network of TensorFlow.js's layers.
 * @internal The type is TensorFlow.js's own and is documented there.
 */
export type Network = LayersModel;

/**
 * What the last of `steps` makes of `value`; `value` itself where there are none.
 *
 * @example
 * ```ts
 * const pooled = applyLayers(input, layers.flatten(), layers.dense({ units: 4 }));
 * ```
 */
export function applyLayers(value: SymbolicTensor, ...steps: layers.Layer[]): SymbolicTensor {
  return steps.reduce((last, layer) => layer.apply(last) as SymbolicTensor, value);
}

/**
 * A dense layer with softmax, [batch, value] to probabilities [batch, class], named "softmax"; its
 * weights are drawn from `seed` (Glorot uniform).
 */
export function classProbabilities(classes: number, seed: number): layers.Layer {
  return layers.dense({
    name: "softmax",
    units: classes,
    activation: "softmax",
    kernelInitializer: initializers.glorotUniform({ seed }),
  });
}

// tfjs-layers' ReLU with the maximum 6 as one operation, which TensorFlow fuses with a convolution
// before it: the same layer to whoever saves or loads it, only faster.

/** What a tfjs-layers ReLU holds. */
interface ReluInside {
  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
}

/** min(6, max(0, x)), as MobileNet has it. */
export function relu6Layer({ name }: { name?: string } = {}): layers.Layer {
  const layer = layers.reLU({ maxValue: 6, name });
  (layer as unknown as ReluInside).call = (inputs) =>
    tf.relu6(Array.isArray(inputs) ? inputs[0] : inputs);
  return layer;
}

/** A function that gives the seed of the next initialiser, above 0 and below 2^31. */
export function weightSeeds(seed: number, network: string): () => number {
  const random = createRandom(seed, network);
  return () => random.integer(1, 2 ** 31 - 1);
}

/** The part of a layer that makes its weights. */
interface WeightMaker {
  addWeight(name: string, shape: (number | null)[], ...rest: unknown[]): unknown;
}

/**
 * Calls `build` and throws a UserError as soon as its layers ask for more than `most` weights in
 * all, before the memory is taken: an untrusted configuration may be valid field by field and
 * still describe a network of terabytes.
 */
export function limitWeights<T>(most: number, build: () => T): T {
  const prototype = layers.Layer.prototype as unknown as WeightMaker;
  const { addWeight } = prototype;
  let count = 0;
  prototype.addWeight = function (this: WeightMaker, name, shape, ...rest) {
    count += shape.reduce<number>((product, length) => product * (length ?? 1), 1);
    if (count > most) {
      throw new UserError(
        `Expected a network of at most ${most} weights, but the configuration describes a larger one`,
      );
    }
    return addWeight.call(this, name, shape, ...rest);
  };
  try {
    return build();
  } finally {
    prototype.addWeight = addWeight;
  }
}
