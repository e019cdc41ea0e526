import type { ModelStep } from "../plot/tuning_model_steps.ts";
import { expectedImprovement } from "./acquisition.ts";
import { meansAtObservations, predict } from "./gaussian_process.ts";
import type { Configuration, Space } from "./space.ts";
import { modelOf, type SuggestSettings } from "./suggest.ts";
import type { Trial } from "./trial.ts";
import { fromUnit, snap } from "./unit_cube.ts";

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
