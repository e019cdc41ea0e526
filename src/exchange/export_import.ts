import { basename, dirname, join } from "node:path";
import { isFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { writeWeights } from "../train/checkpoint.ts";
import { findDifferences, TOLERANCE } from "../train/evaluate_run.ts";
import { readFinalFigures } from "../train/final_run.ts";
import {
  BEST_WEIGHTS,
  checkRunFiles,
  EXPORT_FILES,
  FINISHING_FILES,
  isFinished,
  isListed,
  writeManifest,
} from "../train/manifest.ts";
import { claimedCard, MODEL_CARD } from "../train/model_card.ts";
import type { NetworkConfig } from "../train/network_config.ts";
import { buildRunNetwork, openModel } from "../train/predict.ts";
import { readPredictions } from "../train/predictions.ts";
import { readResult, readRun, readRunFiles, type RunDescription } from "../train/runs.ts";
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

/** The files that {@link exportRun} writes and other programs open. */
const modelFiles: readonly string[] = [EXPORT_FILES.keras, EXPORT_FILES.tfjs];

/**
 * Writes the network of the run in `folder` with its best weights into the folder `out`, beside
 * copies of the run's own files: config.json says how features are made, normaliser.json how they
 * are scaled, corpus.json what the outputs mean. A bundle is the file `out` itself, with those
 * inside. Returns the path of the model's file.
 * Throws UserError where `folder` is no run with weights, or has a file that is not as the finished
 * run left it, and for a network of {@link bundledOnly} in another format.
 */
export async function exportRun(
  folder: string,
  out: string,
  format: typeof exportFormats[number],
): Promise<string> {
  await checkRunFiles(folder);
  if (format === "bundle") {
    await writeBundle(folder, out);
    return out;
  }
  const run = await readRun(folder);
  const model = await openModel(run);
  const path = join(out, EXPORT_FILES[format]);
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
 * Makes the run `folder` of the weights in `source`: a file that readWeights reads, or a folder with
 * model.keras or model.json. config.json, corpus.json and normaliser.json must lie beside it, as
 * exportRun leaves them; the run's other files are taken over where they are there, its predictions
 * and metrics as what is claimed: the manifest says so.
 * Throws UserError where something is missing or is a link to elsewhere, the weights do not fit,
 * the metrics cannot be read or are not those of the predictions, or `folder` is not empty.
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
  const run = await readRunFiles(beside);
  await checkFigures(run);
  const network = buildRunNetwork(run);
  try {
    setLayerWeights(network, layers, path);
    const weights = await readVariables(networkVariables(network));
    const finishing: readonly string[] = FINISHING_FILES;
    await copyRunFiles(beside, folder, RUN_FILES.filter((name) => !finishing.includes(name)));
    // Epoch 0: these weights come from no epoch of a training here.
    await writeWeights(join(folder, BEST_WEIGHTS), weights, 0);
    await copyRunFiles(beside, folder, finishing);
    const card = join(folder, MODEL_CARD);
    if (pathExists(card)) await writeFileWhole(card, claimedCard(await Deno.readTextFile(card)));
    // Whoever trained the weights says how good they are; nothing here has computed it.
    await writeManifest(folder, isFinished(folder));
  } finally {
    network.dispose();
  }
}

/** What `results` and `predict` tell of a test set, and the predictions alone settle. */
const told = ({ count, accuracy, macroRecall, macroF1 }: Metrics) => {
  return { count, accuracy, macroRecall, macroF1 };
};

/** Throws UserError where a finished run's figures cannot be read, or its predictions have others. */
async function checkFigures(run: RunDescription): Promise<void> {
  const { folder } = run;
  await readFinalFigures(folder);
  if (!pathExists(join(folder, "metrics.json"))) return;
  const { metrics } = await readResult(run);
  for (const line of [{ ...metrics, predictions: "predictions.csv" }, ...metrics.lines]) {
    const { predictions: file } = line;
    if (!isListed(file) || !pathExists(join(folder, file))) continue;
    const { probabilities, labels, classes } = await readPredictions(folder, file);
    const found = evaluatePredictions(probabilities, labels, classes);
    const [difference] = findDifferences(told(line), told(found), TOLERANCE);
    if (!difference) continue;
    throw new UserError(
      `Expected ${
        join(folder, "metrics.json")
      } to be of the predictions in ${file} beside it, but ` +
        `its ${difference.field} is ${difference.stored}, theirs is ${difference.found}`,
    );
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
  const found = modelFiles.filter((name) => pathExists(join(source, name)));
  if (found.length === 1) return join(source, found[0]);
  throw new UserError(
    `Expected ${source} to hold one of ${modelFiles.join(" and ")}, but it has ` +
      (found.length ? "both; name the one to take" : "neither"),
  );
}
