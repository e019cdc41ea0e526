/** In: a study that one strategy made. Out: what the committed result keeps of it. */
import { parameterImportance } from "../../src/bayesopt/parameter_importance.ts";
import type { Configuration } from "../../src/bayesopt/space.ts";
import { modelOf } from "../../src/bayesopt/suggest.ts";
import { hasEnded, type TrialState } from "../../src/bayesopt/trial.ts";
import type { RunConfig } from "../../src/train/run_config.ts";
import type { TuneResult } from "../../src/tune/tune.ts";

/** A trial in short. */
export interface TrialResult {
  trial: number;
  state: TrialState;
  origin: string;
  /** Null where it failed or was pruned. */
  value: number | null;
  /** The best value up to this trial; null before the first. */
  incumbent: number | null;
  validationLoss: number | null;
  validationAccuracy: number | null;
  epochs: number | null;
  seconds: number | null;
  parameters: Configuration;
  reason?: string;
}

/** A strategy's study. */
export interface StrategyResult {
  strategy: string;
  bestValue: number;
  bestValidationAccuracy: number | null;
  /** Of the best configuration trained in full; null where that was left out. */
  finalTestAccuracy: number | null;
  bestConfig: RunConfig;
  /**
   * How much of the model's variation over the space each parameter explains, the greatest first;
   * empty where too few trials have finished for a model. See parameterImportance.
   */
  importance: { name: string; share: number }[];
  /** Spent in trials. */
  seconds: number;
  trials: TrialResult[];
}

/** See {@link StrategyResult}. */
export function strategyResult(
  strategy: string,
  { trials, definition, best, config, final }: Pick<
    TuneResult,
    "trials" | "definition" | "best" | "config" | "final"
  >,
): StrategyResult {
  let incumbent: number | null = null;
  const number = (value: unknown) => typeof value === "number" ? value : null;
  const told = trials.map((trial): TrialResult => {
    const value = trial.value ?? null;
    if (value !== null) incumbent = Math.min(value, incumbent ?? Infinity);
    const { validationLoss, validationAccuracy, epochs, seconds } = trial.details;
    return {
      trial: trial.number,
      state: trial.state,
      origin: trial.origin,
      value,
      incumbent,
      validationLoss: number(validationLoss),
      validationAccuracy: number(validationAccuracy),
      epochs: number(epochs),
      seconds: number(seconds),
      parameters: trial.parameters,
      ...(trial.reason === undefined ? {} : { reason: trial.reason }),
    };
  });
  return {
    strategy,
    bestValue: best.value!,
    bestValidationAccuracy: number(best.details.validationAccuracy),
    finalTestAccuracy: final?.metrics.accuracy ?? null,
    bestConfig: config,
    importance: importanceOf(definition, trials),
    seconds: told.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
    trials: told,
  };
}

function importanceOf(
  { space, settings }: TuneResult["definition"],
  trials: TuneResult["trials"],
): StrategyResult["importance"] {
  const process = modelOf(space, settings, trials.filter(hasEnded));
  if (process === undefined) return [];
  return parameterImportance(space, process)
    .map(({ name, share }) => ({ name, share }))
    .sort((a, b) => b.share - a.share);
}
