import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";

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
type Topology = z.infer<typeof topologySchema>;

/** The topology of `network`. */
export function networkTopology(network: LayersModel): Topology {
  return topologySchema.parse(network.toJSON(null, false));
}

/** The shape of a layer's only output, without the batch: [time, channel] and the like. */
export function outputShape(network: LayersModel, layer: string): number[] {
  return (network.getLayer(layer).outputShape as (number | null)[]).slice(1) as number[];
}

// A network's topology as an equal one of layers that TensorFlow.js has by itself. Only
// UpSampling1D is missing there: a step of [time, channel] is repeated as an image of height time
// and width 1 is.

/** Layers that nothing of TensorFlow.js equals. */
const WITHOUT_EQUAL = ["AttentiveStatistics", "SelfAttention"];

/**
 * The topology of `network` without layers of Duygu's own.
 * Throws UserError where a layer has no equal in TensorFlow.js.
 */
export function standardTopology(network: LayersModel): Topology {
  const topology = networkTopology(network);
  const own = topology.config.layers.find(({ class_name }) => WITHOUT_EQUAL.includes(class_name));
  if (own) {
    throw new UserError(
      `Expected layers that TensorFlow.js knows, but ${own.config.name} is a ${own.class_name}; ` +
        "a bundle holds any network",
    );
  }
  const layers = topology.config.layers.flatMap((layer) =>
    layer.class_name === "UpSampling1D" ? repeatedAsImage(layer, network) : [layer]
  );
  return { ...topology, config: { ...topology.config, layers } };
}

/**
 * The last of the three bears the replaced layer's name, so that what follows it stays connected.
 */
function repeatedAsImage(layer: TopologyLayer, network: LayersModel): TopologyLayer[] {
  const { name, size } = layer.config;
  const [steps, channels] = outputShape(network, name);
  const before = steps / (size as number);
  const reshape = (
    own: string,
    target_shape: number[],
    inbound_nodes: typeof layer.inbound_nodes,
  ) => ({ class_name: "Reshape", name: own, config: { name: own, target_shape }, inbound_nodes });
  const after = (own: string): typeof layer.inbound_nodes => [[[own, 0, 0, {}]]];
  const [image, repeated] = [`${name}_image`, `${name}_repeated`];
  return [
    reshape(image, [before, 1, channels], layer.inbound_nodes),
    {
      class_name: "UpSampling2D",
      name: repeated,
      config: { name: repeated, size: [size, 1], data_format: "channels_last" },
      inbound_nodes: after(image),
    },
    reshape(name, [steps, channels], after(repeated)),
  ];
}
