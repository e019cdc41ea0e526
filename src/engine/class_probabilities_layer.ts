/** Out: the layer that every network ends with. */
import { initializers, layers } from "@tensorflow/tfjs-layers";

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
