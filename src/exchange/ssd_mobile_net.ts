/**
 * MobileNet inside the face detector that face-api.js and its successors ship
 * (ssd_mobilenetv1_model-weights_manifest.json with its .bin beside it): trained on photos, and on
 * the faces in them, so that MobileNet for small pictures of faces can start from it.
 *
 * In: the manifest's path. Out: the layers up to conv_pw_11 as Keras's MobileNet names them, for
 * images of 0 to 1.
 *
 * Its pointwise convolutions and the first one have the scale of their batch normalisation folded
 * in, and an offset behind; these are given as normalisations by mean 0 and deviation 1, marked
 * `folded`. It sees images of -1 to 1, which is folded into its first layer; only at the edges,
 * where a convolution sees zeros, is that not the same.
 */
import { dirname, join } from "node:path";
import { z } from "zod";
import { readRegularFile } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { decodeTfjsWeights, type TfjsTensor } from "../facecnn/tfjs_weights.ts";
import type { StoredTensor } from "../train/safetensors.ts";
import type { LayerWeights } from "./layer_weights.ts";
import { refuseLinksOut } from "./run_files.ts";

/**
 * The last two blocks only tell faces from all else: of 64 of FER2013's faces any two had a mean
 * cosine of 0.999 behind the last one, 0.815 behind the eleventh.
 */
const BLOCKS = 11;
/** Keras's, in MobileNet's batch normalisations and here alike. */
const EPSILON = 1e-3;
/** Of the detector's tensors. */
const PREFIX = "MobilenetV1/Conv2d_";

const manifestSchema = z.array(z.looseObject({
  paths: z.array(z.string().regex(/^[^/\\]+$/, "Expected names of files beside it")).length(1),
  weights: z.array(z.looseObject({ name: z.string() })),
})).length(1);

/**
 * The weights by Keras's names. Throws UserError where the files are missing or malformed, or hold
 * no such detector.
 */
export async function readSsdMobileNet(path: string): Promise<LayerWeights[]> {
  const manifest = await readJson(path, manifestSchema);
  const [{ paths, weights }] = manifest;
  if (!weights.some(({ name }) => name.startsWith(PREFIX))) {
    throw new UserError(
      `Expected ${path} to be TensorFlow.js's model.json, or the manifest of a face detector with ` +
        `tensors named ${PREFIX}…, but found ${weights[0]?.name ?? "no tensors"}`,
    );
  }
  await refuseLinksOut(dirname(path), paths);
  const bytes = await readRegularFile(join(dirname(path), paths[0]));
  return kerasLayers(decodeTfjsWeights(manifest, bytes, path), path);
}

function kerasLayers(tensors: ReadonlyMap<string, TfjsTensor>, source: string): LayerWeights[] {
  const tensor = (name: string): StoredTensor => {
    const found = tensors.get(PREFIX + name);
    if (found?.dtype !== "float32") {
      throw new UserError(`Expected ${source} to hold ${PREFIX}${name} as float32`);
    }
    return { shape: found.shape, values: found.values as Float32Array };
  };
  const layer = (name: string, weights: StoredTensor[], folded?: true): LayerWeights => ({
    ...{ name, path: name, weights },
    ...folded && { folded },
  });
  const kernel = tensor("0_pointwise/weights");
  const layers = [
    layer("conv1", [mapped(kernel, (value) => 2 * value)]),
    layer(
      "conv1_bn",
      offsetAlone(lessOnes(tensor("0_pointwise/convolution_bn_offset"), kernel)),
      true,
    ),
  ];
  for (let block = 1; block <= BLOCKS; block++) {
    const [deep, point] = [`${block}_depthwise`, `${block}_pointwise`];
    const normalisation = ["gamma", "beta", "moving_mean", "moving_variance"];
    layers.push(
      layer(`conv_dw_${block}`, [tensor(`${deep}/depthwise_weights`)]),
      layer(
        `conv_dw_${block}_bn`,
        normalisation.map((name) => tensor(`${deep}/BatchNorm/${name}`)),
      ),
      layer(`conv_pw_${block}`, [tensor(`${point}/weights`)]),
      layer(`conv_pw_${block}_bn`, offsetAlone(tensor(`${point}/convolution_bn_offset`)), true),
    );
  }
  return layers;
}

function mapped({ shape, values }: StoredTensor, change: (value: number) => number): StoredTensor {
  return { shape, values: Float32Array.from(values, change) };
}

/** `offset` [filter] less what `kernel` [row, column, channel, filter] gives for ones. */
function lessOnes({ shape, values }: StoredTensor, kernel: StoredTensor): StoredTensor {
  const left = Float32Array.from(values);
  kernel.values.forEach((value, at) => left[at % left.length] -= value);
  return { shape, values: left };
}

/** Gamma, beta, mean and variance that add `offset` and nothing else. */
function offsetAlone(offset: StoredTensor): StoredTensor[] {
  return [
    mapped(offset, () => 1),
    offset,
    mapped(offset, () => 0),
    mapped(offset, () => 1 - EPSILON),
  ];
}
