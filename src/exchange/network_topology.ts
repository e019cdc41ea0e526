/** In: a network. Out: its layers and how they are connected, as tfjs-layers serialises them. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";

const layerSchema = z.object({
  class_name: z.string(),
  /** Absent in sequential networks, whose layers are named in their configuration. */
  name: z.string().optional(),
  config: z.looseObject({ name: z.string() }),
  /** [node][input][layer, node index, tensor index, arguments]; absent in sequential networks. */
  inbound_nodes: z.array(
    z.array(z.tuple([z.string(), z.number(), z.number(), z.record(z.string(), z.unknown())])),
  ).optional(),
});

const topologySchema = z.looseObject({
  class_name: z.enum(["Model", "Functional", "Sequential"]),
  config: z.looseObject({
    name: z.string(),
    layers: z.array(layerSchema),
    input_layers: z.array(z.tuple([z.string(), z.number(), z.number()])).optional(),
    output_layers: z.array(z.tuple([z.string(), z.number(), z.number()])).optional(),
  }),
});

/** A layer within a {@link Topology}; the keys are Keras's. */
export type TopologyLayer = z.infer<typeof layerSchema>;

/** A network's layers and connections; the keys are Keras's. */
export type Topology = z.infer<typeof topologySchema>;

/** The topology of `network`. */
export function networkTopology(network: LayersModel): Topology {
  return topologySchema.parse(network.toJSON(null, false));
}

/** The shape of a layer's only output, without the batch: [time, channel] and the like. */
export function outputShape(network: LayersModel, layer: string): number[] {
  return (network.getLayer(layer).outputShape as (number | null)[]).slice(1) as number[];
}
