/** What notebooks import as "duygu/train": configurations, training, runs. */
import { readFinishedRun as readRunPlainly } from "../../train/runs.ts";
import type { RunConfig } from "../../train/run_config.ts";
import {
  type RunResult,
  trainRun as trainPlainly,
  type TrainRunOptions,
} from "../../train/train_run.ts";
import { richRun } from "../rich_objects.ts";

export { type AdaptOptions, adaptRuns } from "../../train/adapt_runs.ts";
export type { EpochRecord, TrainingState } from "../../train/checkpoint.ts";
export {
  type ClosedForm,
  createTraining,
  fit,
  type FitOptions,
  type Training,
} from "../../train/fit.ts";
export { defaultConfig, type DefaultConfigOptions } from "../../train/default_config.ts";
export {
  type Examples,
  loadExamples,
  type LoadOptions,
  type PartName,
  type SplitExamples,
} from "../../train/examples.ts";
export type { Batch, Feed } from "../../train/feed.ts";
export type { Learner, StepReport, StepSettings } from "../../train/learner.ts";
export {
  type Knowledge,
  knowledgeKinds,
  type MetricsLine,
  type RunMetrics,
} from "../../metrics/knowledge.ts";
export { type InputStatistics, type InputWarning, warningKinds } from "../../train/input_check.ts";
export type { Calibration } from "../../train/judge.ts";
export type { ModelName, NetworkConfig } from "../../train/network_config.ts";
export { bestRun } from "../../train/list_runs.ts";
export {
  type FacePredictor,
  openSoundPredictor,
  type SoundPrediction,
  type SoundPredictor,
  type TogetherOptions,
} from "../../train/predict.ts";
export { type ConfigChanges, overrideConfig, type RunConfig } from "../../train/run_config.ts";
export type { CallbackState, TrainingConfig } from "../../train/schedule.ts";
export type { TeacherPredictions } from "../../train/pseudo_labels.ts";
export type { LayerChoice } from "../../train/layer_choice.ts";
export type { ClusterMatching } from "../../train/cluster_matching.ts";
export type { WhitenedClasses } from "../../train/discriminant.ts";
export type { SpeakerMixture } from "../../train/speaker_mixture.ts";
export type { PredictOptions, Predictor } from "../../train/predictor.ts";
export type { Predictions } from "../../train/predictions.ts";
export { readRun, type RunCorpus, type RunDescription } from "../../train/runs.ts";
export type { RunResult, TrainRunOptions } from "../../train/train_run.ts";
export type { NamedVariables } from "../../train/variables.ts";

/** As in src/train/train_run.ts; the run shows itself as its curves. */
export async function trainRun(
  config: RunConfig,
  options?: TrainRunOptions,
): Promise<RunResult> {
  return richRun(await trainPlainly(config, options));
}

/** As in src/train/runs.ts; the run shows itself as its curves. */
export async function readFinishedRun(folder: string): Promise<RunResult | undefined> {
  const run = await readRunPlainly(folder);
  return run && richRun(run);
}
export type { InputMeasures } from "../../dsp/measure_input.ts";
export type { PreparedSound } from "../../dsp/prepare_sounds.ts";
