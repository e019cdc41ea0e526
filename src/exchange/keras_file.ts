/** A network as Keras 3's own file: a zip of metadata.json, config.json and model.weights.h5. */
import { Buffer } from "node:buffer";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Group } from "h5wasm";
import { ZipFile } from "yazl";
import { writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { readZip } from "../data/import/open_source.ts";
import { decodeHdf5, encodeHdf5, groupAt, tensorAt, textsOf } from "./hdf5.ts";
import { type LayerWeights, readLayerWeights } from "./layer_weights.ts";
import { networkTopology, outputShape, type TopologyLayer } from "./topology.ts";

// @ts-types="npm:@types/yazl@3.3.1"

/** The Keras whose format is written, as its files tell it. */
const KERAS_VERSION = "3.15.1";
const WEIGHTS = "model.weights.h5";

/**
 * Writes `network` to `path`, for `keras.saving.load_model(path)`.
 * Throws UserError where a layer has no equal in Keras.
 */
export async function writeKerasFile(network: LayersModel, path: string): Promise<void> {
  const config = JSON.stringify(kerasConfig(network));
  const weights = await encodeKerasWeights(network.name, await readLayerWeights(network));
  // Keras's own form of a date, here of none: the same network gives the same bytes.
  const metadata = { keras_version: KERAS_VERSION, date_saved: "1980-01-01@00:00:00" };
  const zip = new ZipFile();
  const options = { compress: false, mtime: new Date(1980, 0, 1) };
  zip.addBuffer(Buffer.from(JSON.stringify(metadata)), "metadata.json", options);
  zip.addBuffer(Buffer.from(config), "config.json", options);
  zip.addBuffer(Buffer.from(weights.buffer), WEIGHTS, options);
  zip.end();
  await writeFileWhole(path, await Array.fromAsync(zip.outputStream) as Uint8Array[]);
}

/**
 * How many times larger than the file its weights may be; they hardly become smaller by packing.
 */
const MOST_UNPACKED = 100;

/**
 * The layers' weights of the Keras file at `path`. Throws UserError where it is none, and where it
 * unpacks to more than {@link MOST_UNPACKED} times its size.
 */
export async function readKerasFile(path: string): Promise<LayerWeights[]> {
  const files = new Map<string, Uint8Array>();
  const what = "a file that Keras saved";
  const { size } = await Deno.stat(path);
  try {
    for await (const entry of readZip(path, what)) {
      if (entry.path !== WEIGHTS) continue;
      // The reader holds the archive to what it declares.
      if (entry.declaredBytes > MOST_UNPACKED * size) {
        throw new Error(`${WEIGHTS} unpacks to more than ${MOST_UNPACKED} times the file's size`);
      }
      const pieces = await Array.fromAsync(await entry.content());
      files.set(entry.path, Buffer.concat(pieces));
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Expected ${path} to be ${what}, but ${(error as Error).message}`);
  }
  const weights = files.get(WEIGHTS);
  if (!weights) throw new UserError(`Expected ${path} to hold ${WEIGHTS}, but it has none`);
  return await decodeKerasWeights(weights, path);
}

// The config.json of Keras 3's own file format, with standard layers only.

/** Layers of Keras that mean the same as those of tfjs-layers of this name. */
const SAME_IN_KERAS = [
  "Activation",
  "Add",
  "AveragePooling1D",
  "AveragePooling2D",
  "BatchNormalization",
  "Concatenate",
  "Conv1D",
  "Conv2D",
  "Dense",
  "DepthwiseConv2D",
  "Dropout",
  "Flatten",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "MaxPooling1D",
  "MaxPooling2D",
  "ReLU",
  "Reshape",
  "UpSampling1D",
  "UpSampling2D",
  "ZeroPadding2D",
];

/**
 * The configuration that Keras 3 rebuilds `network` from.
 * Throws UserError where a layer has no equal in Keras.
 */
function kerasConfig(network: LayersModel): Record<string, unknown> {
  const { class_name, config } = networkTopology(network);
  const layers = config.layers.map((layer) => kerasLayer(layer, network));
  if (class_name === "Sequential") {
    const [, ...shape] = network.inputs[0].shape;
    const input = inputLayer("input", shape as number[]);
    return {
      module: "keras",
      class_name,
      registered_name: null,
      config: { name: config.name, trainable: true, layers: [input, ...layers] },
    };
  }
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
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
    module: "keras.layers",
    class_name: "InputLayer",
    registered_name: null,
    name,
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
    throw new UserError(
      `Expected layers that Keras knows, but ${name} is a ${class_name}; a bundle holds any network`,
    );
  }
  // The input's shape stands in the input layer alone.
  const { batch_input_shape: _, dtype: __, ...own } = config;
  return {
    module: "keras.layers",
    class_name,
    registered_name: null,
    name,
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

// Keras's weights in HDF5. Written: the layout of Keras 3 (`layers/KIND/vars/PLACE`). Read: that
// one, and the older one of `save_weights("….h5")` and whole models in `.h5`, in which pretrained
// weights are often given away (groups by the layers' names).

/** The bytes of Keras 3's model.weights.h5. */
async function encodeKerasWeights(
  networkName: string,
  layers: readonly LayerWeights[],
): Promise<Uint8Array> {
  return await encodeHdf5((file) => {
    file.create_group("vars").create_attribute("name", networkName);
    file.create_group("layers");
    for (const { name, path, weights } of layers) {
      file.create_group(`layers/${path}`);
      const vars = file.create_group(`layers/${path}/vars`);
      if (name !== null) vars.create_attribute("name", name);
      weights.forEach(({ shape, values }, place) =>
        vars.create_dataset({ name: String(place), data: values, shape, dtype: "<f4" })
      );
    }
  });
}

/**
 * The layers' weights in an HDF5 file's bytes. Throws UserError, naming `source`, where the file
 * holds no weights of Keras.
 */
export async function decodeKerasWeights(
  bytes: Uint8Array,
  source: string,
): Promise<LayerWeights[]> {
  return await decodeHdf5(bytes, source, (file) => {
    const older = [groupAt(file, "model_weights"), file as Group]
      .find((group) => group && textsOf(group, "layer_names"));
    if (older) return olderLayers(older, source);
    const layers = groupAt(file, "layers");
    if (layers) return keras3Layers(layers, source);
    throw new UserError(
      `Expected ${source} to hold weights that Keras saved, but it has neither layers nor ` +
        "layer_names",
    );
  });
}

function keras3Layers(layers: Group, source: string): LayerWeights[] {
  return layers.keys().map((path) => {
    const vars = groupAt(layers, `${path}/vars`);
    const places = vars?.keys().toSorted((a, b) => Number(a) - Number(b)) ?? [];
    return {
      name: vars && textsOf(vars, "name")?.[0] || null,
      path,
      weights: places.map((place) => tensorAt(vars!, place, source)),
    };
  });
}

function olderLayers(root: Group, source: string): LayerWeights[] {
  return textsOf(root, "layer_names")!.map((name) => {
    const group = groupAt(root, name);
    const names = group && textsOf(group, "weight_names") || [];
    return { name, path: name, weights: names.map((own) => tensorAt(group!, own, source)) };
  });
}
