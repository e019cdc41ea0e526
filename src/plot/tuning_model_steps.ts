/** In: a model of a function of one parameter after each trial. Out: mean and EI, step by step. */
import type { PlotSpec } from "./plot_spec.ts";
import { categoryColours, plotTitle } from "./theme.ts";
import { positionOf, type TuningAxis } from "./tuning_axis.ts";

/** The state before one trial. */
export interface ModelStep {
  /** What was observed so far. */
  observations: { x: number; y: number }[];
  /** The model along the parameter. */
  curve: { x: number; mean: number; std: number; improvement: number; truth?: number }[];
  /** Where the next trial will be; without it the model alone is drawn. */
  next?: number;
  /** Stands above the column; the number of trials by default. */
  title?: string;
}

/** What the plot says about itself. */
export interface ModelStepsOptions {
  /** Stands above the plot. */
  title: string;
  /** Names the values, such as "validation loss". */
  objective: string;
  /** Whether trials were trained on generated data; the plot then says so. */
  synthetic?: boolean;
}

const WIDTH = 250;

/**
 * A column a step: above, the model's mean with a band of 1.96 standard deviations, the
 * observations, and the true function dashed where it is known; below, the expected improvement,
 * with the next trial at its maximum.
 */
export function tuningModelSteps(
  axis: TuningAxis,
  steps: ModelStep[],
  { title, objective, synthetic = false }: ModelStepsOptions,
): PlotSpec {
  const columns = Math.min(steps.length, 3);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    columns,
    concat: steps.map((step, index) => ({
      spacing: 6,
      vconcat: [
        modelPanel(axis, step, index % columns === 0 ? objective : null),
        ...(step.next === undefined
          ? []
          : [improvementPanel(axis, step, step.next, index % columns === 0 ? "EI" : null)]),
      ],
    })),
  };
}

const quantity = (field: string, title: string | null) => ({
  field,
  type: "quantitative" as const,
  title,
  scale: { zero: false },
  axis: { tickCount: 4 },
});

const nextTrial = (axis: TuningAxis, next: number) => ({
  data: { values: [{ x: next }] },
  mark: { type: "rule" as const, color: categoryColours[3], strokeDash: [4, 3] },
  encoding: { x: positionOf(axis, "x", null) },
});

function modelPanel(axis: TuningAxis, step: ModelStep, title: string | null) {
  const x = positionOf(axis, "x", null);
  const values = step.curve.map((point) => ({
    ...point,
    low: point.mean - 1.96 * point.std,
    high: point.mean + 1.96 * point.std,
  }));
  const line = (field: string, mark: { color: string; strokeDash?: number[] }) => ({
    data: { values },
    mark: { type: "line" as const, ...mark },
    encoding: { x, y: quantity(field, title) },
  });
  const known = step.curve.some(({ truth }) => truth !== undefined);
  return {
    width: WIDTH,
    height: 140,
    title: {
      text: step.title ?? `after ${step.observations.length} trials`,
      fontSize: 11,
      offset: 4,
    },
    layer: [
      {
        data: { values },
        mark: { type: "area" as const, opacity: 0.2, color: categoryColours[0] },
        encoding: { x, y: quantity("low", title), y2: { field: "high" } },
      },
      ...(known ? [line("truth", { color: "#888", strokeDash: [5, 4] })] : []),
      line("mean", { color: categoryColours[0] }),
      {
        data: { values: step.observations },
        mark: { type: "point" as const, filled: true, color: "black", size: 40 },
        encoding: { x, y: quantity("y", title) },
      },
      ...(step.next === undefined ? [] : [nextTrial(axis, step.next)]),
    ],
  };
}

function improvementPanel(axis: TuningAxis, step: ModelStep, next: number, title: string | null) {
  return {
    width: WIDTH,
    height: 70,
    layer: [
      {
        data: { values: step.curve },
        mark: { type: "area" as const, color: categoryColours[2], opacity: 0.5, line: true },
        encoding: { x: positionOf(axis, "x"), y: quantity("improvement", title) },
      },
      nextTrial(axis, next),
    ],
  };
}
