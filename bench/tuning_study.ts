/**
 * The study of tuning. What: does Bayesian optimisation of EmotionUnet on real speech, as paper S
 * does it (table 2, 50 calls of gp_minimize), find better configurations than random search?
 *
 * Protocol: both strategies search table 2's space on the same training and validation sets, from
 * the same seed, with the same number of trials and the same limits on each; what counts is the
 * lowest validation loss found after each trial. The test set is not loaded. Reduced against the
 * paper: fewer trials, and no trial trains more than --epochs-limit epochs or --trial-time seconds,
 * whatever it proposes.
 *
 * The same for a small speech network, whose space is src/tune/search_space.ts, on any protocol;
 * with --only bayesian as a study that picks a configuration by validation alone.
 *
 * Budget: at most 2 x --trials x --trial-time, by default 2 x 30 x 120 s, two hours; rather one and
 * a half, as hopeless trials stop early. Leave the machine alone meanwhile: on a busy one, a trial
 * that runs out of time has had fewer epochs. Interrupted, the same command goes on.
 *
 * Must show: Bayesian optimisation ends lower.
 *
 * Run: duygu bench tuning-study
 */
import { join } from "node:path";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { interruptSignal } from "../src/base/interrupt_signal.ts";
import { jsonText } from "../src/base/json.ts";
import { textTable } from "../src/base/text.ts";
import { parameterImportance } from "../src/bayesopt/parameter_importance.ts";
import type { Configuration, Space } from "../src/bayesopt/space.ts";
import { modelOf } from "../src/bayesopt/suggest.ts";
import { hasEnded, type TrialState } from "../src/bayesopt/trial.ts";
import type { Protocol } from "../src/data/corpus.ts";
import { renderPng } from "../src/plot/render.ts";
import { tuningConvergence } from "../src/plot/tuning_convergence.ts";
import { type ModelName, networkTitle } from "../src/train/network_config.ts";
import type { RunConfig } from "../src/train/run_config.ts";
import { OBJECTIVE } from "../src/tune/trial_task.ts";
import {
  strategies,
  trialsAtOnce,
  tune,
  type TuneOptions,
  type TuneResult,
} from "../src/tune/tune.ts";

/** What to tune, and how long. */
export interface BenchTuningStudyOptions
  extends Pick<TuneOptions, "on" | "workers" | "threads" | "slurm" | "cancel"> {
  /** The id of what is tuned. */
  corpus: string;
  /** A small speech network; the corpus's published one by default. */
  model?: ModelName;
  /** "paper" by default. */
  protocol?: Protocol;
  /** One of the protocol's folds; the first one by default. */
  fold?: string;
  /** Both by default. */
  only?: typeof strategies[number];
  dataRoot?: string;
  /** Of each strategy. */
  trials: number;
  /** No trial trains more epochs. */
  epochsLimit: number;
  /** Seconds after which a trial ends with its best epoch. */
  trialTime: number;
  /** Fixes split, weights and proposals. */
  seed: number;
  /** Also trains both best configurations in full and tests them once. */
  final: boolean;
  /** Where the studies are kept, to go on with. */
  folder: string;
  /** Where `${out}.json` and `${out}.png` go. */
  out: string;
  /** True prints the result as JSON instead of a table. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** What both studies have in common. */
interface StudyHead {
  title: string;
  synthetic: boolean;
  reduced: string | null;
  space: Space;
}

/** Runs both studies, or goes on with them, and compares. Throws UserError as `tune` does. */
export async function benchTuningStudy(options: BenchTuningStudyOptions): Promise<void> {
  const { corpus: id, trials, epochsLimit, trialTime, seed, folder, out } = options;
  const { dataRoot, final, quiet, command, model, protocol, fold, only } = options;
  const { on, workers, threads, slurm, cancel } = options;
  const subject = [id, model, protocol, fold].filter(Boolean).join("-");
  const results: StrategyResult[] = [];
  let head: StudyHead | undefined;
  for (const strategy of only ? [only] : strategies) {
    if (!quiet) console.error(`${strategy}:`);
    // The limits are in the name: other ones make another study.
    const name = `${subject}-${strategy}-seed${seed}-${epochsLimit}epochs-${trialTime}s`;
    const result = await tune({
      corpus: id,
      model,
      protocol,
      fold,
      strategy,
      seed,
      trials,
      epochsLimit,
      ...{ on, workers, threads, slurm, cancel },
      dataRoot,
      folder: join(folder, name),
      mode: "either",
      trialSeconds: trialTime,
      final,
      quiet,
      signal: interruptSignal(),
      command,
    });
    const { title, synthetic } = result.corpus;
    head = { title, synthetic, reduced: result.reduced ?? null, space: result.definition.space };
    results.push(strategyResult(strategy, result));
  }
  const { title, synthetic, reduced, space } = head!;
  const [bayesian, random] = results;
  const { network, protocol: divided, fold: tested } = bayesian.bestConfig;
  const written = {
    corpus: id,
    title,
    synthetic,
    ...(synthetic ? { note: "SYNTHETIC: generated data, not comparable with speech" } : {}),
    network: networkTitle(network),
    protocol: divided,
    ...(tested ? { fold: tested } : {}),
    objective: `${OBJECTIVE} in nats, lower is better; see trialValue in src/tune/train_trial.ts`,
    reduced,
    seed,
    trials,
    ...(random ? { beatsRandom: bayesian.bestValue < random.bestValue } : {}),
    space,
    strategies: results,
    environment: await describeEnvironment({ workers: trialsAtOnce(options) }),
    command,
  };
  await writeFileWhole(`${out}.json`, jsonText(written));
  const plot = tuningConvergence(
    results.map(({ strategy, trials }) => ({
      name: strategy === "bayesian" ? "expected improvement" : "random search",
      values: trials.map(({ value }) => value),
    })),
    {
      title: [title, networkTitle(network), reduced].filter(Boolean).join(", "),
      objective: OBJECTIVE,
      synthetic,
    },
  );
  await writeFileWhole(`${out}.png`, await renderPng(plot));
  console.log(options.json ? JSON.stringify(written, null, 2) : resultTable(results));
}

function resultTable(results: StrategyResult[]): string {
  return textTable(
    ["strategy", "trials", "failed", OBJECTIVE, "validation accuracy", "test accuracy", "hours"],
    results.map((result) => [
      result.strategy,
      String(result.trials.length),
      String(result.trials.filter(({ state }) => state === "failed").length),
      result.bestValue.toFixed(4),
      result.bestValidationAccuracy?.toFixed(4) ?? "-",
      result.finalTestAccuracy?.toFixed(4) ?? "-",
      (result.seconds / 3600).toFixed(2),
    ]),
    ["left", "right", "right", "right", "right", "right", "right"],
  );
}

/** A trial in short. */
interface TrialResult {
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
function strategyResult(
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
