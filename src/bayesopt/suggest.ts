/**
 * The suggestion is a function of these alone: who resumes from the same trials gets the same point
 * as who was never interrupted.
 */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { createRandom, type Random } from "../base/random.ts";
import {
  logExpectedImprovement,
  logProbabilityOfImprovement,
  lowerConfidenceBound,
} from "./acquisition.ts";
import { freshPoint, initialDesign, isAmong } from "./design_points.ts";
import { fitKernel } from "./fit_kernel.ts";
import {
  conditionGaussianProcess,
  type GaussianProcess,
  meansAtObservations,
  type Observations,
} from "./gaussian_process.ts";
import { categoricalMask, type KernelParameters } from "./kernel.ts";
import { optimiseAcquisition, type Scorer } from "./optimise_acquisition.ts";
import type { Configuration, Space } from "./space.ts";
import { hasEnded, type Trial, type TrialOrigin } from "./trial.ts";
import { decodePoint, encodePoint } from "./unit_cube.ts";
import { fitWarpedKernel, type WarpedKernel, type WarpShift, warpTargets } from "./warp_targets.ts";

/**
 * How trials are believed and the next one chosen. A method never changes, so that a study goes on
 * as it began; a better one gets a new name.
 */
export const methods = ["gpEi", "warpedGpEi"] as const;

/** What a new study takes. */
export const CURRENT_METHOD: typeof methods[number] = "warpedGpEi";

/** Checks {@link SuggestSettings}. */
export const suggestSettingsSchema = z.object({
  seed: z.int().default(0),
  /** Trials before the model is asked; as many as skopt's default. */
  initialPoints: z.int().min(1).default(10),
  design: z.enum(["random", "latinHypercube", "sobol"]).default("sobol"),
  /** "ei" expected improvement, "pi" probability of improvement, "lcb" lower confidence bound. */
  acquisition: z.enum(["ei", "pi", "lcb"]).default("ei"),
  /** For ei and pi: an improvement must exceed this, in the objective's unit. */
  xi: z.number().min(0).default(0),
  /** For lcb: standard deviations below the mean. */
  kappa: z.number().min(0).default(1.96),
  kernel: z.enum(["matern52", "matern32", "rbf"]).default("matern52"),
  /** Standard deviation of the objective's noise in its own unit; estimated where null. */
  noiseStd: z.number().min(0).nullable().default(null),
  /** The values assumed for running trials. */
  lie: z.enum(["min", "mean", "max"]).default("min"),
  /**
   * "gpEi": a Gaussian process of the values as they are, as paper S has it. "warpedGpEi": of their
   * logarithm where that makes them clearly more likely (warp_targets.ts), but not where xi or
   * noiseStd, which are in the values' unit, is given. A new study takes the latter; one that names
   * none began with "gpEi".
   */
  method: z.enum(methods).optional(),
}).strict();

/** @internal */
type SuggestSettingsShape = z.infer<typeof suggestSettingsSchema>;
/** How the next point is chosen; all fields have defaults. */
export type SuggestSettings = SuggestSettingsShape;

/**
 * Settings of a new search with their defaults filled in. Throws UserError that names the first
 * field at fault.
 */
export function checkSettings(settings: Partial<SuggestSettings> = {}): SuggestSettings {
  return withMethod(checkShape(settings, suggestSettingsSchema, "the settings"));
}

/** The settings with the current method where they name none: what a new search begins with. */
export function withMethod(settings: SuggestSettings): SuggestSettings {
  return { ...settings, method: settings.method ?? CURRENT_METHOD };
}

/** A proposed configuration and where it came from. */
interface Suggestion {
  parameters: Configuration;
  origin: TrialOrigin;
}

/** Work that may be used again for the next suggestion; it never changes the result. */
export interface SuggestCache {
  kernelKey?: string;
  kernel?: KernelParameters;
  shift?: WarpShift;
  process?: GaussianProcess;
}

/**
 * The configuration to try after `trials` (in the order of their numbers, ended or not).
 * Throws a UserError where all points of a finite space have been asked.
 */
export function suggest(
  space: Space,
  settings: SuggestSettings,
  trials: readonly Trial[],
  cache: SuggestCache = {},
): Suggestion {
  const random = createRandom(settings.seed, "suggest", trials.length);
  const asked = trials.map((trial) => encodePoint(space, trial.parameters));
  const process = trials.length < settings.initialPoints
    ? undefined
    : searchModel(space, settings, trials, cache);
  if (!process) {
    const point = designPoint(space, settings, trials.length, asked, random);
    return { parameters: decodePoint(space, point), origin: "design" };
  }
  cache.process = process;
  const score = scorer(settings, process);
  const point = optimiseAcquisition({ space, process, score, asked, random });
  return { parameters: decodePoint(space, point), origin: "model" };
}

/** The design's point for trial `index`, or a random one where that was asked or is beyond it. */
function designPoint(
  space: Space,
  { seed, design, initialPoints }: SuggestSettings,
  index: number,
  asked: Float64Array[],
  random: Random,
): Float64Array {
  const points = initialDesign(space, design, initialPoints, createRandom(seed, "design"));
  const point = points.at(index);
  if (point && !isAmong(point, asked)) return point;
  return freshPoint(space, asked, random);
}

/**
 * The process conditioned on all trials, in the values' unit, running ones by the lie; undefined
 * where none has finished. The kernel is fitted to ended trials only.
 */
export function modelOf(
  space: Space,
  settings: SuggestSettings,
  trials: readonly Trial[],
): GaussianProcess | undefined {
  return searchModel(space, { ...settings, method: "gpEi" }, trials, {});
}

/** What the next point is chosen by: as {@link modelOf}, its targets warped where settings say. */
function searchModel(
  space: Space,
  settings: SuggestSettings,
  trials: readonly Trial[],
  cache: SuggestCache,
): GaussianProcess | undefined {
  const ended = trials.filter(hasEnded);
  const all = modelTargets([...ended, ...trials.filter((trial) => !hasEnded(trial))], settings.lie);
  if (all.trials.length === 0) return undefined;
  const categorical = categoricalMask(space);
  const points = all.trials.map((trial) => encodePoint(space, trial.parameters));
  let fitted = modelTargets(ended.slice(0, fitCount(ended.length)));
  if (fitted.trials.length === 0) fitted = modelTargets(ended);
  const key = JSON.stringify([fitted.trials.map((trial) => trial.number), [...fitted.targets]]);
  if (cache.kernelKey !== key || !cache.kernel) {
    const observations = {
      points: points.slice(0, fitted.trials.length),
      targets: fitted.targets,
      categorical,
    };
    cache.kernelKey = key;
    Object.assign(cache, fitModel(observations, settings));
  }
  const targets = warpTargets(all.targets, cache.shift ?? null);
  return conditionGaussianProcess({ points, targets, categorical }, cache.kernel!, cache.process);
}

/** The kernel and, by the settings' method, the warp. */
function fitModel(observations: Observations, settings: SuggestSettings): WarpedKernel {
  const { seed, kernel: kind, noiseStd, xi, method } = settings;
  const random = createRandom(seed, "kernel", observations.points.length);
  if (method === "warpedGpEi" && noiseStd === null && xi === 0) {
    return fitWarpedKernel(observations, { kind, random });
  }
  const noiseVariance = noiseStd === null ? undefined : noiseStd ** 2;
  return { kernel: fitKernel(observations, { kind, noiseVariance, random }), shift: null };
}

/**
 * How many of `count` ended trials the kernel is fitted to: all up to 100, and then again at every
 * twelfth more, as many trials change it little.
 */
export function fitCount(count: number): number {
  if (count <= 100) return count;
  let fitted = 100;
  for (let next = fitted; next <= count; next += Math.floor(next / 12)) fitted = next;
  return fitted;
}

/** The acquisition as settings say; improvements count from the model's value at the best trial. */
function scorer({ acquisition, xi, kappa }: SuggestSettings, process: GaussianProcess): Scorer {
  if (acquisition === "lcb") return (mean, std) => lowerConfidenceBound(mean, std, kappa);
  // The lowest posterior mean at a tried point, not the lowest value: luck in the noise is no gain.
  const best = meansAtObservations(process).reduce((a, b) => Math.min(a, b)) - xi;
  const score = acquisition === "ei" ? logExpectedImprovement : logProbabilityOfImprovement;
  return (mean, std) => score(mean, std, best);
}

/** The value assumed for a running trial ("constant liar", Ginsbourger et al. 2010). */
type Lie = "min" | "mean" | "max";

/** Trials with the values that the model is to believe. */
interface ModelTargets {
  trials: Trial[];
  /** [trial] targets, all finite. */
  targets: Float64Array;
}

/**
 * Values for the model: a finished trial's own; a pruned trial's last intermediate value, but none
 * better than the best finished; for a failed trial the worst seen, so that its neighbourhood is
 * avoided without an outlier that would flatten everything else; for a running trial the lie.
 * Values far above the rest are cut off, see outlierCap. Empty where no trial has finished.
 */
export function modelTargets(trials: readonly Trial[], lie: Lie = "min"): ModelTargets {
  const finished = trials.filter((trial) => trial.state === "finished")
    .map((trial) => within(trial.value!));
  if (finished.length === 0) return { trials: [], targets: new Float64Array() };
  const best = finished.reduce((a, b) => Math.min(a, b));
  const pruned = (trial: Trial) => {
    const last = trial.reports.findLast((report) => Number.isFinite(report.value));
    return last && Math.max(within(last.value), best);
  };
  const stopped = trials.filter((trial) => trial.state === "pruned").map((t) => pruned(t) ?? best);
  const worst = [...finished, ...stopped].reduce((a, b) => Math.max(a, b));
  const mean = finished.reduce((sum, value) => sum + value, 0) / finished.length;
  const lies: Record<Lie, number> = { min: best, mean, max: worst };
  const target = (trial: Trial) => {
    if (trial.state === "finished") return within(trial.value!);
    if (trial.state === "failed") return worst;
    return trial.state === "pruned" ? pruned(trial) ?? worst : lies[lie];
  };
  const cap = outlierCap(finished, best);
  const targets = Float64Array.from(trials, (trial) => Math.min(cap, target(trial)));
  return { trials: [...trials], targets };
}

/** Squares of values up to here, and sums of many, are numbers. */
const LARGEST_TARGET = 1e140;

/**
 * `value`, or for one beyond all sense a smaller one, in the same order: variances must be finite.
 */
function within(value: number): number {
  const size = Math.abs(value) / LARGEST_TARGET;
  return size <= 1 ? value : Math.sign(value) * LARGEST_TARGET * (1 + Math.log10(size));
}

/** Above the median by more than this many times the best's distance below it is an outlier. */
const OUTLIER_DISTANCE = 10;

/**
 * Where values are cut off. A training that diverged may report a loss thousands of times the
 * usual; against it all others would look alike to the model. By trial on table 2's space with
 * diverging learning rates, 40 calls, the median distance from the optimum falls from 0.25 to 0.01,
 * while Branin's and Hartmann's minima are found as before.
 */
function outlierCap(finished: number[], best: number): number {
  const sorted = finished.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return median > best ? median + OUTLIER_DISTANCE * (median - best) : Infinity;
}
