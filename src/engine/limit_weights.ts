/** In: what builds a network. Out: the network, or one sentence where it would be too large. */
import { layers } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";

/** The part of a layer that makes its weights. */
interface WeightMaker {
  addWeight(name: string, shape: (number | null)[], ...rest: unknown[]): unknown;
}

/**
 * Calls `build` and throws a UserError as soon as its layers ask for more than `most` weights in
 * all, before the memory is taken: a configuration from a stranger may be valid field by field and
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
