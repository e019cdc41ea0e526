/**
 * Keras's weights in HDF5. Written: the layout of Keras 3 (`layers/KIND/vars/PLACE`). Read: that
 * one, and the older one of `save_weights("….h5")` and whole models in `.h5`, in which pretrained
 * weights are often given away (groups by the layers' names).
 */
import type { Group } from "h5wasm";
import { UserError } from "../base/user_error.ts";
import { decodeHdf5, encodeHdf5, groupAt, tensorAt, textsOf } from "./hdf5.ts";
import type { LayerWeights } from "./layer_weights.ts";

/** The bytes of Keras 3's model.weights.h5. */
export async function encodeKerasWeights(
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
