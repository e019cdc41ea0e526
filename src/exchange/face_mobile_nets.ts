/**
 * MobileNets that learned on faces, inside networks that npm's packages ship, by the names of
 * Keras's MobileNet, so that MobileNet for small pictures of faces can start from them:
 *
 * - the face detector of face-api.js and its successors (ssd_mobilenetv1_model-weights_manifest.json
 *   with its .bin beside it), trained on photos and on the faces in them;
 * - the network that describes faces in @vladmandic/human (faceres.json with its .bin beside it),
 *   HSE-FaceRes (Savchenko 2019, doi 10.7717/peerj-cs.197), trained to tell the people of VGGFace2
 *   apart; a head that Duygu leaves out tells age and sex.
 *
 * In: the path of the manifest or model. Out: the layers' weights, for images of 0 to 1.
 *
 * Their convolutions have the scale of their batch normalisation folded in, or applied by itself,
 * and an offset behind; these are given as normalisations by mean 0 and deviation 1, marked
 * `folded`. Both see images of another range, which is folded into the first layer; only at the
 * edges, where a convolution sees zeros, is that not the same.
 */
import { dirname, join } from "node:path";
import { z } from "zod";
import { readRegularFile } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { type PinnedPackage, provisionPackage } from "../data/import/npm_package.ts";
import { humanPackage } from "../facecnn/blaze_face.ts";
import { mobileNetBlocks } from "../facecnn/mobile_net.ts";
import { decodeTfjsWeights, type TfjsTensor } from "../facecnn/tfjs_weights.ts";
import { FACE_RES } from "../train/named_weights.ts";
import type { StoredTensor } from "../train/safetensors.ts";
import type { LayerWeights } from "./layer_weights.ts";
import { refuseLinksOut } from "./run_files.ts";

/**
 * The detector's last two blocks only tell faces from all else: of 64 of FER2013's faces any two had
 * a mean cosine of 0.999 behind the last one, 0.815 behind the eleventh.
 */
const DETECTOR_BLOCKS = 11;
const DETECTOR_PREFIX = "MobilenetV1/Conv2d_";
/** Keras's, in MobileNet's batch normalisations and here alike. */
const EPSILON = 1e-3;
/** What HSE-FaceRes takes off blue, green and red of 0 to 255: the means of ImageNet's photos. */
const FACE_RES_MEANS = [103.939, 116.779, 123.68];

const manifestSchema = z.array(z.looseObject({
  paths: z.array(z.string().regex(/^[^/\\]+$/, "Expected names of files beside it")).length(1),
  weights: z.array(z.looseObject({ name: z.string() })),
})).length(1);
const graphSchema = z.looseObject({ weightsManifest: manifestSchema });

/** Where the network that describes faces comes from. */
export const faceResPackage: PinnedPackage = {
  ...humanPackage,
  licence: "Apache-2.0",
  files: ["models/faceres.json", "models/faceres.bin"],
};

/**
 * The file of weights that `given` means: a path, or {@link FACE_RES}, whose file is fetched once;
 * `say` is told before that. Throws UserError where it fails.
 */
export async function provisionWeights(
  given: string,
  say: (sentence: string) => void,
): Promise<string> {
  if (given !== FACE_RES) return given;
  return join(await provisionPackage(faceResPackage, say), "faceres.json");
}

/** A tensor of the file, by name; throws UserError where it is missing. */
type Tensors = (name: string) => StoredTensor;

/**
 * The detector's weights up to conv_pw_11. Throws UserError where the files are missing or malformed,
 * or hold no such detector.
 */
export async function readSsdMobileNet(path: string): Promise<LayerWeights[]> {
  const manifest = await readJson(path, manifestSchema);
  const [{ weights }] = manifest;
  if (!weights.some(({ name }) => name.startsWith(DETECTOR_PREFIX))) {
    throw new UserError(
      `Expected ${path} to be TensorFlow.js's model.json, or the manifest of a face detector with ` +
        `tensors named ${DETECTOR_PREFIX}…, but found ${weights[0]?.name ?? "no tensors"}`,
    );
  }
  const all = await readTensors(path, manifest);
  const tensor: Tensors = (name) => all(DETECTOR_PREFIX + name);
  const images = { scale: 2, means: [1, 1, 1] };
  const kernel = tensor("0_pointwise/weights");
  const layers = firstLayer(kernel, tensor("0_pointwise/convolution_bn_offset"), images);
  for (let block = 1; block <= DETECTOR_BLOCKS; block++) {
    const [deep, point] = [`${block}_depthwise`, `${block}_pointwise`];
    const normalisation = ["gamma", "beta", "moving_mean", "moving_variance"];
    layers.push(
      layer(`conv_dw_${block}`, [tensor(`${deep}/depthwise_weights`)]),
      layer(
        `conv_dw_${block}_bn`,
        normalisation.map((name) => tensor(`${deep}/BatchNorm/${name}`)),
      ),
      layer(`conv_pw_${block}`, [tensor(`${point}/weights`)]),
      folded(`conv_pw_${block}_bn`, tensor(`${point}/convolution_bn_offset`)),
    );
  }
  return layers;
}

/**
 * All thirteen blocks of the network that describes faces. Throws UserError where the files are
 * missing or malformed, or hold another network.
 */
export async function readFaceRes(path: string): Promise<LayerWeights[]> {
  const { weightsManifest } = await readJson(path, graphSchema);
  const tensor = await readTensors(path, weightsManifest);
  const kernel = tensor("conv1/convolution/merged_input");
  const images = { scale: 255, means: FACE_RES_MEANS };
  const layers = firstLayer(kernel, tensor("conv1_bn/batchnorm_1/sub"), images);
  for (let block = 1; block <= mobileNetBlocks({ depth: 5 }).length; block++) {
    const [deep, point] = [`conv_dw_${block}`, `conv_pw_${block}`];
    const normalisation = `${deep}_bn/batchnorm_1`;
    layers.push(
      layer(deep, [tensor(`${deep}/depthwise_kernel`)]),
      folded(`${deep}_bn`, tensor(`${normalisation}/sub`), tensor(`${normalisation}/mul`)),
      layer(point, [tensor(`${point}/convolution/merged_input`)]),
      folded(`${point}_bn`, tensor(`${point}_bn/batchnorm_1/sub`)),
    );
  }
  return layers;
}

async function readTensors(
  path: string,
  manifest: z.infer<typeof manifestSchema>,
): Promise<Tensors> {
  const [{ paths }] = manifest;
  await refuseLinksOut(dirname(path), paths);
  const bytes = await readRegularFile(join(dirname(path), paths[0]));
  const tensors: ReadonlyMap<string, TfjsTensor> = decodeTfjsWeights(manifest, bytes, path);
  return (name) => {
    const found = tensors.get(name);
    if (found?.dtype !== "float32") {
      throw new UserError(`Expected ${path} to hold ${name} as float32`);
    }
    return { shape: found.shape, values: found.values as Float32Array };
  };
}

const layer = (name: string, weights: StoredTensor[]): LayerWeights => ({
  ...{ name, path: name, weights },
});

/**
 * The first convolution, for images of 0 to 1 where its file's network sees `scale` times these less
 * `means` [channel]. `kernel`: [row, column, channel, filter].
 */
function firstLayer(
  kernel: StoredTensor,
  offset: StoredTensor,
  { scale, means }: { scale: number; means: readonly number[] },
): LayerWeights[] {
  const filters = offset.values.length;
  const left = Float64Array.from(offset.values);
  kernel.values.forEach((value, at) => {
    left[at % filters] -= value * means[Math.floor(at / filters) % means.length];
  });
  return [
    layer("conv1", [mapped(kernel, (value) => scale * value)]),
    folded("conv1_bn", { shape: offset.shape, values: Float32Array.from(left) }),
  ];
}

/** A normalisation that multiplies by `scale` (1 if left out), adds `offset` and nothing else. */
function folded(name: string, offset: StoredTensor, scale?: StoredTensor): LayerWeights {
  const weights = [
    scale ?? mapped(offset, () => 1),
    offset,
    mapped(offset, () => 0),
    mapped(offset, () => 1 - EPSILON),
  ];
  return { ...layer(name, weights), folded: true };
}

function mapped({ shape, values }: StoredTensor, change: (value: number) => number): StoredTensor {
  return { shape, values: Float32Array.from(values, change) };
}
