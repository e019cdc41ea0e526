/** In: a study. Out: the same study, which notebooks show as its convergence. */
import type { Study } from "../../bayesopt/study.ts";
import { hasEnded, type Trial } from "../../bayesopt/trial.ts";
import type { PlotSpec } from "../../plot/theme.ts";
import { type ConvergenceOptions, tuningConvergence } from "../../plot/tuning_convergence.ts";
import { plotBundle } from "../plot_bundle.ts";
import { showsItself } from "../shows_itself.ts";

/** The best value so far after each trial that has ended. */
export function convergenceOf(
  trials: readonly Trial[],
  { title = "Best so far", objective = "objective", synthetic = false }: Partial<
    ConvergenceOptions
  > = {},
): PlotSpec {
  const values = trials.filter(hasEnded).map(({ value }) => value ?? null);
  return tuningConvergence([{ name: title, values }], { title, objective, synthetic });
}

/** Has the study, or whatever else holds trials, show itself as it stands at that moment. */
export function richStudy<Holder extends Pick<Study, "trials">>(study: Holder): Holder {
  return showsItself(study, () => plotBundle(convergenceOf(study.trials)));
}
