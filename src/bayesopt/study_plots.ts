import { UserError } from "../base/user_error.ts";
import type { PlotSpec } from "../plot/plot_spec.ts";
import { tuningConvergence } from "../plot/tuning_convergence.ts";
import { tuningEvaluations } from "../plot/tuning_evaluations.ts";
import { tuningImportance } from "../plot/tuning_importance.ts";
import { tuningObjective } from "../plot/tuning_objective.ts";
import { tuningParallelCoordinates } from "../plot/tuning_parallel_coordinates.ts";
import type { StudyDefinition } from "./journal.ts";
import { type ParameterImportance, parameterImportance } from "./parameter_importance.ts";
import {
  type DependenceOptions,
  objectiveCurves,
  objectiveSurfaces,
} from "./partial_dependence.ts";
import { plotAxis, plotValue } from "./plot_axis.ts";
import type { Space } from "./space.ts";
import { modelOf } from "./suggest.ts";
import { hasEnded, incumbent, type Trial } from "./trial.ts";
import { encodePoint } from "./unit_cube.ts";

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

/** [dimension] where the trial's value lies between the axis's ends: the ends themselves at 0, 1. */
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
