import { basename, dirname, join } from "node:path";
import { isFolder, pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { writeWeights } from "../train/checkpoint.ts";
import { BEST_WEIGHTS, FINISHING_FILES, isFinished, writeManifest } from "../train/manifest.ts";
import type { NetworkConfig } from "../train/network_config.ts";
import { buildRunNetwork, openModel } from "../train/predict.ts";
import { readRun } from "../train/runs.ts";
import { networkVariables, readVariables } from "../train/variables.ts";
import { writeBundle } from "./bundle.ts";
import { writeKerasFile } from "./keras_file.ts";
import { setLayerWeights } from "./layer_weights.ts";
import { readWeights } from "./read_weights.ts";
import { copyRunFiles, refuseLinksOut, RUN_FILES } from "./run_files.ts";
import { writeTfjsFiles } from "./tfjs_files.ts";

/** The formats: Keras 3's own file, TensorFlow.js's layers format, and Duygu's own single file. */
export const exportFormats = ["keras", "tfjs", "bundle"] as const;

/**
 * Networks with layers that Keras and TensorFlow.js lack, such as attentive statistics: they are
 * written as bundles alone.
 */
export const bundledOnly = [
  "attentiveUnet",
  "residualCnn2d",
  "cnnBiLstm",
  "conformer",
] as const satisfies NetworkConfig["kind"][];

/** The file that {@link exportRun} writes and other programs open. */
const modelFiles: Record<Exclude<typeof exportFormats[number], "bundle">, string> = {
  keras: "model.keras",
  tfjs: "model.json",
};

/**
 * Writes the network of the run in `folder` with its best weights into the folder `out`, beside
 * copies of the run's own files: config.json says how features are made, normaliser.json how they
 * are scaled, corpus.json what the outputs mean. A bundle is the file `out` itself, with those
 * inside. Returns the path of the model's file.
 * Throws UserError where `folder` is no run with weights, and for a network of {@link bundledOnly}
 * in another format.
 */
export async function exportRun(
  folder: string,
  out: string,
  format: typeof exportFormats[number],
): Promise<string> {
  if (format === "bundle") {
    await writeBundle(folder, out);
    return out;
  }
  const run = await readRun(folder);
  const model = await openModel(run);
  const path = join(out, modelFiles[format]);
  try {
    if (format === "keras") await writeKerasFile(model.network, path);
    else await writeTfjsFiles(model.network, out);
  } finally {
    model.dispose();
  }
  await copyRunFiles(folder, out);
  return path;
}

/**
 * Makes the run `folder` of the weights in `source`: a file (.keras, .h5, model.json,
 * .safetensors), or a folder with model.keras or model.json. config.json, corpus.json and
 * normaliser.json must lie beside it, as exportRun leaves them; the run's other files are taken
 * over where they are there, its predictions and metrics as what is claimed: the manifest says so.
 * Throws UserError where something is missing or is a link to elsewhere, the weights do not fit, or
 * `folder` is not empty.
 */
export async function importRun(source: string, folder: string): Promise<void> {
  await requireNew(folder);
  const path = await modelFile(source);
  const beside = dirname(path);
  await refuseLinksOut(beside, [...RUN_FILES, ...path === source ? [] : [basename(path)]]);
  const layers = await readWeights(path);
  if (!pathExists(join(beside, "config.json"))) {
    throw new UserError(
      `Expected config.json, corpus.json and normaliser.json beside ${path}, as \`export\` leaves them`,
    );
  }
  const network = buildRunNetwork(await readRun(beside));
  try {
    setLayerWeights(network, layers, path);
    const weights = await readVariables(networkVariables(network));
    const finishing: readonly string[] = FINISHING_FILES;
    await copyRunFiles(beside, folder, RUN_FILES.filter((name) => !finishing.includes(name)));
    // Epoch 0: these weights come from no epoch of a training here.
    await writeWeights(join(folder, BEST_WEIGHTS), weights, 0);
    await copyRunFiles(beside, folder, finishing);
    // Whoever trained the weights says how good they are; nothing here has computed it.
    await writeManifest(folder, isFinished(folder));
  } finally {
    network.dispose();
  }
}

async function requireNew(folder: string): Promise<void> {
  if (pathExists(join(folder, "config.json"))) {
    throw new UserError(`Expected ${folder} to be a new folder, but there is a run in it`);
  }
  // Such as the folder of all runs.
  const [entry] = await isFolder(folder) ? await Array.fromAsync(Deno.readDir(folder)) : [];
  if (entry) throw new UserError(`Expected ${folder} to be a new folder, but it has ${entry.name}`);
}

async function modelFile(source: string): Promise<string> {
  const status = await Deno.stat(source).catch(() => undefined);
  if (!status) throw new UserError(`Expected a file or folder at ${source}, but there is none`);
  if (status.isFile) return source;
  const names = Object.values(modelFiles);
  const found = names.filter((name) => pathExists(join(source, name)));
  if (found.length === 1) return join(source, found[0]);
  throw new UserError(
    `Expected ${source} to hold one of ${names.join(" and ")}, but it has ` +
      (found.length ? "both; name the one to take" : "neither"),
  );
}
