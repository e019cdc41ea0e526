/** What notebooks import as "duygu/tuning": Gaussian processes, expected improvement, studies. */
import { createOptimiser as createPlainly, type Optimiser } from "../../bayesopt/optimiser.ts";
import { openStudy as openPlainly, type Study } from "../../bayesopt/study.ts";
import { richStudy } from "../rich/rich_study.ts";

export { expectedImprovement } from "../../bayesopt/acquisition.ts";
export { conditionGaussianProcess, predict } from "../../bayesopt/gaussian_process.ts";
export { modelSteps } from "../../bayesopt/model_steps.ts";
export { plotAxis } from "../../bayesopt/plot_axis.ts";
export { spaceSchema } from "../../bayesopt/space.ts";
export { studyPlots } from "../../bayesopt/study_plots.ts";
export { suggestSettingsSchema } from "../../bayesopt/suggest.ts";
export { table2Space } from "../../bayesopt/table2_space.ts";
export { hasEnded, incumbent } from "../../bayesopt/trial.ts";
export { trainTrial } from "../../tune/train_trial.ts";
export { tuningExamples } from "../../tune/tuning_examples.ts";

/** As in src/bayesopt/optimiser.ts; the optimiser shows itself as its convergence. */
export function createOptimiser(...asked: Parameters<typeof createPlainly>): Optimiser {
  return richStudy(createPlainly(...asked));
}

/** As in src/bayesopt/study.ts; the study shows itself as its convergence. */
export async function openStudy(...asked: Parameters<typeof openPlainly>): Promise<Study> {
  return richStudy(await openPlainly(...asked));
}
