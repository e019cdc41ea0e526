/** In: trials. Out: what the model is told about each: a value for every one that is not finished. */
import type { Trial } from "./trial.ts";

/** The value that stands in for a running trial's ("constant liar", Ginsbourger et al. 2010). */
export type Lie = "min" | "mean" | "max";

/** Trials with the values that the model is to believe. */
export interface ModelTargets {
  trials: Trial[];
  /** [trial] targets, all finite. */
  targets: Float64Array;
}

/**
 * Values for the model: a finished trial's own; a pruned trial's last intermediate value, but none
 * better than the best finished; for a failed trial the worst seen, so that its neighbourhood is
 * avoided without an outlier that would flatten everything else; for a running trial the lie.
 * Empty where no trial has finished.
 */
export function modelTargets(trials: readonly Trial[], lie: Lie = "min"): ModelTargets {
  const finished = trials.filter((trial) => trial.state === "finished").map((trial) =>
    trial.value!
  );
  if (finished.length === 0) return { trials: [], targets: new Float64Array() };
  const best = finished.reduce((a, b) => Math.min(a, b));
  const pruned = (trial: Trial) => {
    const last = trial.reports.findLast((report) => Number.isFinite(report.value));
    return last && Math.max(last.value, best);
  };
  const stopped = trials.filter((trial) => trial.state === "pruned").map((t) => pruned(t) ?? best);
  const worst = [...finished, ...stopped].reduce((a, b) => Math.max(a, b));
  const mean = finished.reduce((sum, value) => sum + value, 0) / finished.length;
  const lies: Record<Lie, number> = { min: best, mean, max: worst };
  const target = (trial: Trial) => {
    if (trial.state === "finished") return trial.value!;
    if (trial.state === "failed") return worst;
    return trial.state === "pruned" ? pruned(trial) ?? worst : lies[lie];
  };
  return { trials: [...trials], targets: Float64Array.from(trials, target) };
}
