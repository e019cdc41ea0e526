/**
 * In: a network's topology. Out: an equal one of layers that TensorFlow.js has by itself. Only
 * UpSampling1D is missing there: a step of [time, channel] is repeated as an image of height time
 * and width 1 is.
 */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import {
  networkTopology,
  outputShape,
  type Topology,
  type TopologyLayer,
} from "./network_topology.ts";

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
      `Expected layers that TensorFlow.js knows, but ${own.config.name} is a ${own.class_name}`,
    );
  }
  const layers = topology.config.layers.flatMap((layer) =>
    layer.class_name === "UpSampling1D" ? repeatedAsImage(layer, network) : [layer]
  );
  return { ...topology, config: { ...topology.config, layers } };
}

/** The last of the three bears the replaced layer's name, so that what follows it stays connected. */
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
