/**
 * Gives a network weights by a formula and by their names, so that Keras can make the same ones.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noiseTensor } from "./noise.ts";

/**
 * Variables as "layer/weight", whatever tfjs-layers appends to repeated names; those of a
 * bidirectional layer as "layer/forward_weight" and "layer/backward_weight".
 */
export function namedVariables(network: LayersModel): Map<string, tf.Variable> {
  return new Map(network.layers.flatMap((layer) =>
    layer.weights.map((weight) => {
      const { val } = weight as unknown as { val: tf.Variable };
      const direction = /\/(forward_|backward_)/.exec(weight.originalName)?.[1] ?? "";
      return [`${layer.name}/${direction}${weight.originalName.split("/").at(-1)!}`, val] as const;
    })
  ));
}

/** The weights of set_named_noise in bench/parity/named_noise.py. */
export function setNamedNoise(network: LayersModel): void {
  const variables = namedVariables(network);
  [...variables.keys()].sort().forEach((name, place) => {
    const variable = variables.get(name)!;
    const { shape } = variable;
    tf.tidy(() => {
      if (shape.length > 1) {
        const isDepthwise = /depthwise/.test(name);
        const fanIn = shape.slice(0, isDepthwise ? 2 : -1).reduce((a, b) => a * b, 1);
        variable.assign(noiseTensor(shape, place, Math.sqrt(6 / fanIn)));
      } else {
        const isScale = /gamma|variance/.test(name);
        variable.assign(tf.add(noiseTensor(shape, place, 0.1), isScale ? 1 : 0));
      }
    });
  });
}
