/** Gives a network weights by a formula, so that the same network can be made elsewhere. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noiseTensor } from "./noise.ts";

/**
 * Sets every weight of rank 2 or more to noise of the size Glorot's rule would give (seeded by the
 * weight's place in the network), every other one to its place in a small range: scales and
 * variances about 1, offsets and means about 0.
 */
export function setNoiseWeights(network: LayersModel): void {
  const old = network.weights;
  const values = old.map((weight, place) => {
    const shape = weight.shape as number[];
    if (shape.length > 1) {
      const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1);
      return noiseTensor(shape, place, Math.sqrt(3 / fanIn));
    }
    const isScale = /gamma|variance/.test(weight.name);
    return tf.tidy(() => tf.add(noiseTensor(shape, place, 0.1), isScale ? 1 : 0));
  });
  network.setWeights(values);
  tf.dispose(values);
}
