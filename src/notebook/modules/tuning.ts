/** What notebooks import as "duygu/tuning": Gaussian processes, expected improvement, studies. */
import { createOptimiser as createPlainly, type Optimiser } from "../../bayesopt/optimiser.ts";
import type { SpaceInput } from "../../bayesopt/space.ts";
import {
  openStudy as openPlainly,
  type OpenStudyOptions,
  type Study,
} from "../../bayesopt/study.ts";
import type { SuggestSettings } from "../../bayesopt/suggest.ts";
import { richStudy } from "../rich_objects.ts";

export { expectedImprovement, type Score } from "../../bayesopt/acquisition.ts";
export type { JitteredFactor, Triangle } from "../../bayesopt/cholesky.ts";
export {
  conditionGaussianProcess,
  type GaussianProcess,
  type Observations,
  predict,
  type Prediction,
} from "../../bayesopt/gaussian_process.ts";
export type {
  JournalEvent,
  StudyDefinition,
  StudyDefinitionInput,
} from "../../bayesopt/journal.ts";
export type { KernelKind, KernelParameters } from "../../bayesopt/kernel.ts";
export {
  modelSteps,
  plotAxis,
  type StudyPlot,
  type StudyPlotOptions,
  studyPlots,
} from "../../tune/study_plots.ts";
export type { Optimiser } from "../../bayesopt/optimiser.ts";
export {
  checkSpace,
  type Choice,
  type Configuration,
  type Dimension,
  type Space,
  type SpaceInput,
  type Table2Options,
  table2Space,
} from "../../bayesopt/space.ts";
export type { OpenStudyOptions, Study } from "../../bayesopt/study.ts";
export { checkSettings, type SuggestSettings } from "../../bayesopt/suggest.ts";
export {
  type Details,
  hasEnded,
  incumbent,
  type Trial,
  type TrialOrigin,
  type TrialState,
} from "../../bayesopt/trial.ts";
export { trainTrial, type TuningExamples, tuningExamples } from "../../tune/train_trial.ts";
export type { TrialContext, TrialOutcome, TrialTask } from "../../tune/trial_task.ts";

/** As in src/bayesopt/optimiser.ts; the optimiser shows itself as its convergence. */
export function createOptimiser(
  space: SpaceInput,
  settings?: Partial<SuggestSettings>,
): Optimiser {
  return richStudy(createPlainly(space, settings));
}

/** As in src/bayesopt/study.ts; the study shows itself as its convergence. */
export async function openStudy(options: OpenStudyOptions): Promise<Study> {
  return richStudy(await openPlainly(options));
}
