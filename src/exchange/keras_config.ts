/** In: a network. Out: the config.json of Keras 3's own file format, with standard layers only. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import { networkTopology, outputShape, type TopologyLayer } from "./network_topology.ts";

/** Layers of Keras that mean the same as those of tfjs-layers of this name. */
const SAME_IN_KERAS = [
  ...["Activation", "Add", "AveragePooling1D", "AveragePooling2D", "BatchNormalization"],
  ...["Concatenate", "Conv1D", "Conv2D", "Dense", "DepthwiseConv2D", "Dropout", "Flatten"],
  ...["GlobalAveragePooling1D", "GlobalAveragePooling2D", "MaxPooling1D", "MaxPooling2D", "ReLU"],
  ...["Reshape", "UpSampling1D", "UpSampling2D", "ZeroPadding2D"],
];

/**
 * The configuration that Keras 3 rebuilds `network` from.
 * Throws UserError where a layer has no equal in Keras.
 */
export function kerasConfig(network: LayersModel): Record<string, unknown> {
  const { class_name, config } = networkTopology(network);
  const layers = config.layers.map((layer) => kerasLayer(layer, network));
  if (class_name === "Sequential") {
    const [, ...shape] = network.inputs[0].shape;
    const input = inputLayer("input", shape as number[]);
    return {
      ...{ module: "keras", class_name, registered_name: null },
      config: { name: config.name, trainable: true, layers: [input, ...layers] },
    };
  }
  return {
    ...{ module: "keras.src.models.functional", class_name: "Functional" },
    registered_name: "Functional",
    config: {
      name: config.name,
      trainable: true,
      layers,
      input_layers: config.input_layers?.[0],
      output_layers: config.output_layers?.[0],
    },
  };
}

function inputLayer(name: string, shape: number[]) {
  return {
    ...{ module: "keras.layers", class_name: "InputLayer", registered_name: null, name },
    config: { name, batch_shape: [null, ...shape], dtype: "float32", sparse: false },
  };
}

function kerasLayer(layer: TopologyLayer, network: LayersModel): Record<string, unknown> {
  const { class_name, config, inbound_nodes } = layer;
  const { name } = config;
  if (class_name === "InputLayer") {
    return { ...inputLayer(name, outputShape(network, name)), inbound_nodes: [] };
  }
  if (!SAME_IN_KERAS.includes(class_name)) {
    throw new UserError(`Expected layers that Keras knows, but ${name} is a ${class_name}`);
  }
  // The input's shape stands in the input layer alone.
  const { batch_input_shape: _, dtype: __, ...own } = config;
  return {
    ...{ module: "keras.layers", class_name, registered_name: null, name },
    config: { ...own, dtype: "float32" },
    ...inbound_nodes
      ? { inbound_nodes: inbound_nodes.map((node) => kerasNode(node, network)) }
      : {},
  };
}

type InboundNode = NonNullable<TopologyLayer["inbound_nodes"]>[number];

function kerasNode(node: InboundNode, network: LayersModel) {
  const tensors = node.map(([layer, nodeIndex, tensorIndex]) => ({
    class_name: "__keras_tensor__",
    config: {
      shape: [null, ...outputShape(network, layer)],
      dtype: "float32",
      keras_history: [layer, nodeIndex, tensorIndex],
    },
  }));
  return { args: tensors.length > 1 ? [tensors] : tensors, kwargs: {} };
}
