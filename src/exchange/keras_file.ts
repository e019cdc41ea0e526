/** A network as Keras 3's own file: a zip of metadata.json, config.json and model.weights.h5. */
import { Buffer } from "node:buffer";
import type { LayersModel } from "@tensorflow/tfjs-layers";
// @ts-types="npm:@types/yazl@3.3.1"
import { ZipFile } from "yazl";
import { UserError } from "../base/user_error.ts";
import { writeFileWhole } from "../base/files.ts";
import { readZip } from "../data/import/open_source.ts";
import { kerasConfig } from "./keras_config.ts";
import { decodeKerasWeights, encodeKerasWeights } from "./keras_weights.ts";
import { type LayerWeights, readLayerWeights } from "./layer_weights.ts";

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

/** How many times larger than the file its weights may be; they hardly become smaller by packing. */
const MOST_UNPACKED = 100;

/**
 * The layers' weights of the Keras file at `path`. Throws UserError where it is none, and where it
 * unpacks to more than {@link MOST_UNPACKED} times its size.
 */
export async function readKerasFile(path: string): Promise<LayerWeights[]> {
  const files = new Map<string, Uint8Array>();
  const { size } = await Deno.stat(path);
  try {
    for await (const entry of readZip(path)) {
      if (entry.path !== WEIGHTS) continue;
      // The reader holds the archive to what it declares.
      if (entry.declaredBytes > MOST_UNPACKED * size) {
        throw new Error(`${WEIGHTS} unpacks to more than ${MOST_UNPACKED} times the file's size`);
      }
      const pieces = await Array.fromAsync(await entry.content());
      files.set(entry.path, Buffer.concat(pieces));
    }
  } catch (error) {
    throw new UserError(
      `Expected ${path} to be a file that Keras saved, but ${(error as Error).message}`,
    );
  }
  const weights = files.get(WEIGHTS);
  if (!weights) throw new UserError(`Expected ${path} to hold ${WEIGHTS}, but it has none`);
  return await decodeKerasWeights(weights, path);
}
