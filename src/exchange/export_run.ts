/** In: a run. Out: its network and weights for Keras or TensorFlow.js, with what describes it. */
import { join } from "node:path";
import { openModel } from "../train/predict.ts";
import { readRun } from "../train/runs.ts";
import { writeKerasFile } from "./keras_file.ts";
import { copyRunFiles } from "./run_files.ts";
import { writeTfjsFiles } from "./tfjs_files.ts";

/** The formats: Keras 3's own file, and TensorFlow.js's layers format. */
export const exportFormats = ["keras", "tfjs"] as const;

/** The file that {@link exportRun} writes and other programs open. */
export const modelFiles: Record<typeof exportFormats[number], string> = {
  keras: "model.keras",
  tfjs: "model.json",
};

/**
 * Writes the network of the run in `folder` with its best weights into the folder `out`, beside
 * copies of the run's own files: config.json says how features are made, normaliser.json how they
 * are scaled, corpus.json what the outputs mean. Returns the path of the model's file.
 * Throws UserError where `folder` is no run with weights.
 */
export async function exportRun(
  folder: string,
  out: string,
  format: typeof exportFormats[number],
): Promise<string> {
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
