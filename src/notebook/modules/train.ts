/** What notebooks import as "duygu/train": configurations, training, runs. */
import { readFinishedRun as readRunPlainly } from "../../train/read_run.ts";
import type { RunConfig } from "../../train/run_config.ts";
import {
  type RunResult,
  trainRun as trainPlainly,
  type TrainRunOptions,
} from "../../train/train_run.ts";
import { richRun } from "../rich/rich_run.ts";

export { type AdaptOptions, adaptRuns } from "../../train/adapt_runs.ts";
export type { EpochRecord, TrainingState } from "../../train/checkpoint.ts";
export { createTraining, type Training } from "../../train/create_training.ts";
export { defaultConfig, type DefaultConfigOptions } from "../../train/default_config.ts";
export type { Examples } from "../../train/examples.ts";
export type { Batch, Feed } from "../../train/feed/feed.ts";
export { fit, type FitOptions } from "../../train/fit.ts";
export type { Learner, StepReport, StepSettings } from "../../train/learner.ts";
export {
  type Knowledge,
  knowledgeKinds,
  type MetricsLine,
  type RunMetrics,
} from "../../metrics/knowledge.ts";
export { type InputStatistics, type InputWarning, warningKinds } from "../../train/input_check.ts";
export type { Calibration } from "../../train/judge.ts";
export {
  loadExamples,
  type LoadOptions,
  type PartName,
  type SplitExamples,
} from "../../train/load_examples.ts";
export type { ModelName } from "../../train/model_name.ts";
export type { NetworkConfig } from "../../train/network_config.ts";
export { bestRun } from "../../train/best_run.ts";
export type { FacePredictor } from "../../train/open_face_predictor.ts";
export { type ConfigChanges, overrideConfig } from "../../train/override_config.ts";
export type { CallbackState } from "../../train/plateau.ts";
export {
  openSoundPredictor,
  type SoundPrediction,
  type SoundPredictor,
} from "../../train/predict_sound.ts";
export type { Opinions } from "../../train/pseudo_labels.ts";
export type { Predictor } from "../../train/predictor.ts";
export type { Predictions } from "../../train/read_predictions.ts";
export { readRun, type RunCorpus, type RunDescription } from "../../train/read_run.ts";
export type { RunConfig } from "../../train/run_config.ts";
export type { RunResult, TrainRunOptions } from "../../train/train_run.ts";
export type { TrainingConfig } from "../../train/training_config.ts";
export type { NamedVariables } from "../../train/variables.ts";

/** As in src/train/train_run.ts; the run shows itself as its curves. */
export async function trainRun(
  config: RunConfig,
  options?: TrainRunOptions,
): Promise<RunResult> {
  return richRun(await trainPlainly(config, options));
}

/** As in src/train/read_run.ts; the run shows itself as its curves. */
export async function readFinishedRun(folder: string): Promise<RunResult | undefined> {
  const run = await readRunPlainly(folder);
  return run && richRun(run);
}
