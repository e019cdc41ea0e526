import { basename } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { readRegularFile, sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { decodeTensors } from "../train/safetensors.ts";
import { decodeKerasWeights, readKerasFile } from "./keras_file.ts";
import {
  groupByLayer,
  type LayerWeights,
  setLayerWeights,
  type TakenOver,
} from "./layer_weights.ts";
import { readFaceRes, readSsdMobileNet } from "./face_mobile_nets.ts";
import { isGraphModel, readTfjsFiles } from "./tfjs_files.ts";

/** The files of weights that are known by their names' ends. */
export const weightFiles = "a .keras, .h5 or .safetensors file, or TensorFlow.js's model.json";

/**
 * The weights in `path`: Keras's `.keras`, `.weights.h5` or `.h5` (also the older layout), a
 * `model.json` of TensorFlow.js with its weights beside it, face-api.js's face detector, human's
 * description of faces, or Duygu's `.safetensors`.
 * Throws UserError for other files, missing and malformed ones.
 */
export async function readWeights(path: string): Promise<LayerWeights[]> {
  const name = basename(path).toLowerCase();
  await refuseMissing(path);
  if (name.endsWith(".keras")) return await readKerasFile(path);
  if (/\.(h5|hdf5)$/.test(name)) return await decodeKerasWeights(await readRegularFile(path), path);
  if (/-weights_manifest\.json$/.test(name)) return await readSsdMobileNet(path);
  if (name.endsWith(".json")) {
    return await isGraphModel(path) ? await readFaceRes(path) : await readTfjsFiles(path);
  }
  if (name.endsWith(".safetensors")) return safetensorsLayers(await readRegularFile(path), path);
  throw new UserError(`Expected ${path} to be ${weightFiles}`);
}

/**
 * Starts `network` from weights that were trained elsewhere: layers whose name and shapes are those
 * of the file, such as all of MobileNet but its last layers, take its values; the others stay.
 * Throws UserError where the file cannot be read or no layer fits.
 *
 * @example
 * ```ts
 * const { taken, left } = await loadPretrainedWeights(network, "mobilenet_1_0_224_tf_no_top.h5");
 * ```
 */
export async function loadPretrainedWeights(
  network: LayersModel,
  path: string,
): Promise<TakenOver> {
  return setLayerWeights(network, await readWeights(path), path, { partial: true });
}

/**
 * SHA-256 over the weights that {@link readWeights} reads of `path`, as a run's configuration keeps
 * it: the same weights in another format have the same. Throws UserError as that does.
 */
export async function hashWeights(path: string): Promise<string> {
  const layers = await readWeights(path);
  const hashes = layers.flatMap(({ name, path: place, weights }) =>
    weights.map(({ shape, values }) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return `${name ?? place} ${shape} ${sha256(bytes)}`;
    })
  );
  // Files tell the layers in orders of their own.
  return sha256(hashes.sort().join("\n"));
}

async function refuseMissing(path: string): Promise<void> {
  const status = await Deno.stat(path).catch(() => undefined);
  if (!status?.isFile) throw new UserError(`Expected a file of weights at ${path}`);
}

/** Duygu stores "layer/weight", in the order of the network. */
function safetensorsLayers(bytes: Uint8Array<ArrayBuffer>, path: string): LayerWeights[] {
  const { tensors } = decodeTensors(bytes, path);
  return groupByLayer([...tensors].filter(([name]) => !name.startsWith("optimiser/")));
}
