/** What notebooks import as "duygu/train": configurations, training, runs. */
import { readFinishedRun as readRunPlainly } from "../../train/read_run.ts";
import { type RunResult, trainRun as trainPlainly } from "../../train/train_run.ts";
import { richRun } from "../rich/rich_run.ts";

export { createTraining } from "../../train/create_training.ts";
export { defaultConfig } from "../../train/default_config.ts";
export type { Examples } from "../../train/examples.ts";
export { fit } from "../../train/fit.ts";
export { loadExamples } from "../../train/load_examples.ts";
export { newestRun } from "../../train/newest_run.ts";
export { overrideConfig } from "../../train/override_config.ts";
export { openSoundPredictor } from "../../train/predict_sound.ts";
export { readRun } from "../../train/read_run.ts";

/** As in src/train/train_run.ts; the run shows itself as its curves. */
export async function trainRun(...asked: Parameters<typeof trainPlainly>): Promise<RunResult> {
  return richRun(await trainPlainly(...asked));
}

/** As in src/train/read_run.ts; the run shows itself as its curves. */
export async function readFinishedRun(folder: string): Promise<RunResult | undefined> {
  const run = await readRunPlainly(folder);
  return run && richRun(run);
}
