/** In: a network. Out: its layers with shapes and weights, as rows of a table and for diagrams. */
import type { Network } from "../engine/layers.ts";

/** One layer. */
export interface LayerDescription {
  /** Unique in its network. */
  name: string;
  /** The layer's class, such as "Conv1D". */
  kind: string;
  /** Without the batch: [time, channels] or [units]. */
  shape: number[];
  /** How many numbers it learns; a batch normalisation's running moments are not learnt. */
  trainable: number;
}

/** The layers of `network` in the order of computation. */
export function describeLayers(network: Network): LayerDescription[] {
  return network.layers.map((layer) => ({
    name: layer.name,
    kind: layer.getClassName(),
    shape: (layer.outputShape as number[]).slice(1),
    trainable: layer.trainableWeights.reduce(
      (sum, { shape }) => sum + (shape as number[]).reduce((product, size) => product * size, 1),
      0,
    ),
  }));
}
