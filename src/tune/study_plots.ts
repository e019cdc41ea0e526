import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { expectedImprovement } from "../bayesopt/acquisition.ts";
import { randomPoint } from "../bayesopt/design_points.ts";
import {
  type GaussianProcess,
  meansAtObservations,
  predict,
  predictMean,
} from "../bayesopt/gaussian_process.ts";
import type { StudyDefinition } from "../bayesopt/journal.ts";
import { type ParameterImportance, parameterImportance } from "../bayesopt/parameter_importance.ts";
import type { Choice, Configuration, Dimension, Space } from "../bayesopt/space.ts";
import { modelOf, type SuggestSettings } from "../bayesopt/suggest.ts";
import { hasEnded, incumbent, type Trial } from "../bayesopt/trial.ts";
import { encodePoint, fromUnit, snap, valueCount } from "../bayesopt/unit_cube.ts";
import type { PlotSpec } from "../plot/theme.ts";
import { type TuningAxis, tuningConvergence } from "../plot/tuning_convergence.ts";
import { tuningEvaluations, tuningParallelCoordinates } from "../plot/tuning_trials.ts";
import {
  type ModelStep,
  type ObjectiveCurve,
  type ObjectiveSurface,
  tuningImportance,
  tuningObjective,
} from "../plot/tuning_model.ts";

/** What the pictures say about themselves. */
export interface StudyPlotOptions {
  /** Names the study, such as "TurEV-DB, EmotionUnet". */
  title: string;
  /** Names the values, such as "validation loss". */
  objective: string;
  /** Whether the trials were trained on generated data; the pictures then say so. */
  synthetic?: boolean;
  /** How many parameters, the most important first, the matrices of pairs show; 4 by default. */
  pairs?: number;
}

/** A study's pictures. */
export type StudyPlot = "convergence" | "importance" | "objective" | "parallel" | "evaluations";

/**
 * All pictures of a study. Throws a UserError where fewer than two trials have finished, as nothing
 * can be modelled then.
 */
export function studyPlots(
  { space, settings }: Pick<StudyDefinition, "space" | "settings">,
  trials: readonly Trial[],
  { title, objective, synthetic, pairs = 4 }: StudyPlotOptions,
): Record<StudyPlot, PlotSpec> {
  const finished = trials.filter((trial) => trial.state === "finished");
  if (finished.length < 2) {
    throw new UserError(
      `Expected at least 2 finished trials to draw, but found ${finished.length}`,
    );
  }
  const process = modelOf(space, settings, trials.filter(hasEnded))!;
  const best = incumbent(trials)!;
  const importance = parameterImportance(space, process);
  const dimensions = mostImportant(importance, pairs);
  const asked: DependenceOptions = { space, process, incumbent: best.parameters, dimensions };
  const axes = dimensions.map((d) => plotAxis(space[d]));
  const titled = (what: string) => ({ title: `${title}: ${what}`, objective, synthetic });
  const values = trials.filter(hasEnded).map((trial) => trial.value ?? null);
  return {
    convergence: tuningConvergence([{ name: title, values }], titled("best so far")),
    importance: tuningImportance(importance, titled("what matters to the model")),
    objective: tuningObjective(
      objectiveCurves(asked),
      objectiveSurfaces(asked),
      titled("the model's objective"),
    ),
    parallel: tuningParallelCoordinates(
      space.map(plotAxis),
      finished.map((trial) => ({
        trial: trial.number,
        value: trial.value!,
        places: places(space, trial),
      })),
      titled("all trials"),
    ),
    evaluations: tuningEvaluations(
      axes,
      trials.map((trial) => ({
        trial: trial.number,
        values: dimensions.map((d) => plotValue(space[d], trial.parameters[space[d].name])),
        best: trial === best,
      })),
      titled("where it looked"),
    ),
  };
}

/**
 * [dimension] where the trial's value lies between the axis's ends: the ends themselves at 0, 1.
 */
function places(space: Space, trial: Trial): number[] {
  const point = encodePoint(space, trial.parameters);
  return space.map((dimension, d) => {
    if (dimension.kind === "real" || dimension.kind === "integer") return point[d];
    const count = dimension.choices.length;
    return count === 1 ? 0.5 : (point[d] * count - 0.5) / (count - 1);
  });
}

/** Indices of the `count` most important dimensions, in the space's order. */
function mostImportant(importance: ParameterImportance[], count: number): number[] {
  return importance
    .map(({ share }, index) => ({ share, index }))
    .sort((a, b) => b.share - a.share)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

// In: a conditioned process and an incumbent. Out: the model along each parameter and over pairs:
// averaged over the other parameters (partial dependence, Friedman 2001) and through the incumbent.

/** What the model predicts. */
interface DependenceOptions {
  space: Space;
  process: GaussianProcess;
  incumbent: Configuration;
  /** Which dimensions, by index. */
  dimensions: number[];
  seed?: number;
}

const CURVE_POINTS = 40;
const CURVE_SAMPLES = 200;
const SURFACE_CELLS = 16;
const SURFACE_SAMPLES = 60;

/** The curve of each of the dimensions. */
export function objectiveCurves(options: DependenceOptions): ObjectiveCurve[] {
  const { space, process, incumbent, dimensions } = options;
  const samples = samplePoints(options, CURVE_SAMPLES);
  const centre = encodePoint(space, incumbent);
  return dimensions.map((d) => {
    const dimension = space[d];
    const coordinates = [...new Set(grid(dimension, CURVE_POINTS).map((u) => snap(dimension, u)))];
    return {
      axis: plotAxis(dimension),
      incumbent: plotValue(dimension, incumbent[dimension.name]),
      points: coordinates.map((coordinate) => {
        const slice = predict(process, centre.with(d, coordinate));
        return {
          value: plotValue(dimension, fromUnit(dimension, coordinate)),
          average: averageMean(process, samples, [[d, coordinate]]),
          slice: slice.mean,
          sliceStd: slice.std,
        };
      }),
    };
  });
}

/** The surface of each pair of the dimensions; `across` and `up` count within `dimensions`. */
export function objectiveSurfaces(options: DependenceOptions): ObjectiveSurface[] {
  const { space, process, dimensions } = options;
  const samples = samplePoints(options, SURFACE_SAMPLES);
  return dimensions.flatMap((second, up) =>
    dimensions.slice(0, up).map((first, across) => ({
      across,
      up,
      cells: cellsOf(space[first]).flatMap((x) =>
        cellsOf(space[second]).map((y) => ({
          x: x.low,
          xHigh: x.high,
          y: y.low,
          yHigh: y.high,
          average: averageMean(process, samples, [[first, x.centre], [second, y.centre]]),
        }))
      ),
    }))
  );
}

function samplePoints({ space, seed = 0 }: DependenceOptions, count: number): Float64Array[] {
  const random = createRandom(seed, "partial dependence");
  return Array.from({ length: count }, () => randomPoint(space, random));
}

/** The model's mean with some coordinates held, averaged over the samples' others. */
function averageMean(
  process: GaussianProcess,
  samples: Float64Array[],
  held: [number, number][],
): number {
  const sum = samples.reduce((total, sample) => {
    const point = sample.slice();
    for (const [d, coordinate] of held) point[d] = coordinate;
    return total + predictMean(process, point);
  }, 0);
  return sum / samples.length;
}

/** Evenly spaced coordinates from 0 to 1; one for each choice. */
function grid(dimension: Dimension, count: number): number[] {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    return dimension.choices.map((_, index) => (index + 0.5) / dimension.choices.length);
  }
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

/** The cells of a surface's side: their ends as values, and the coordinate of their centre. */
function cellsOf(dimension: Dimension) {
  const choices = dimension.kind === "categorical" || dimension.kind === "ordinal";
  const count = choices ? valueCount(dimension) : SURFACE_CELLS;
  return Array.from({ length: count }, (_, index) => {
    const centre = (index + 0.5) / count;
    // Cells reach half under the next ones, painted later: else hairlines shine between them.
    const high = Math.min(1, (index + 1.5) / count);
    const valueAt = (u: number) => plotValue(dimension, fromUnit(dimension, u));
    return {
      centre: snap(dimension, centre),
      low: choices ? valueAt(centre) : valueAt(index / count),
      high: choices ? valueAt(centre) : valueAt(high),
    };
  });
}

/** The axis of a dimension: its own scale for numbers, choices side by side. */
export function plotAxis(dimension: Dimension): TuningAxis {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    return { name: dimension.name, scale: "choices", choices: dimension.choices.map(String) };
  }
  const { name, low, high, scale } = dimension;
  return { name, scale: scale === "log" ? "log" : "linear", domain: [low, high] };
}

/** A value as plots hold it: choices as text, even where they are numbers. */
function plotValue(dimension: Dimension, value: Choice): number | string {
  const choices = dimension.kind === "categorical" || dimension.kind === "ordinal";
  return choices ? String(value) : value as number;
}

const STEP_POINTS = 200;

/**
 * The states before the trials numbered `before`, of a study over one dimension of numbers.
 * `truth`, where given, is the function itself. Throws where the space has other dimensions, or no
 * trial has finished before one of them.
 */
export function modelSteps(
  space: Space,
  settings: SuggestSettings,
  trials: readonly Trial[],
  before: number[],
  truth?: (parameters: Configuration) => number,
): ModelStep[] {
  const [dimension, ...others] = space;
  if (others.length > 0 || !("low" in dimension)) {
    throw new Error("Expected a space of one dimension of numbers, but found another");
  }
  const valueOf = (trial: Trial) => trial.parameters[dimension.name] as number;
  return before.map((number) => {
    const seen = trials.slice(0, number);
    const process = modelOf(space, settings, seen);
    if (!process) throw new Error(`Expected a finished trial before ${number}, but found none`);
    const best = meansAtObservations(process).reduce((a, b) => Math.min(a, b)) - settings.xi;
    const curve = Array.from({ length: STEP_POINTS + 1 }, (_, index) => {
      const coordinate = snap(dimension, index / STEP_POINTS);
      const x = fromUnit(dimension, coordinate) as number;
      const { mean, std } = predict(process, Float64Array.of(coordinate));
      const improvement = expectedImprovement(mean, std, best).value;
      return { x, mean, std, improvement, truth: truth?.({ [dimension.name]: x }) };
    });
    const observations = seen
      .filter((trial) => trial.state === "finished")
      .map((trial) => ({ x: valueOf(trial), y: trial.value! }));
    return { observations, curve, next: valueOf(trials[number]) };
  });
}
