import { amountScheme, categoryColours, type PlotSpec, plotTitle } from "./theme.ts";
import { positionOf, type TuningAxis } from "./tuning_convergence.ts";

/** The objective along one parameter, at several of its values. */
export interface ObjectiveCurve {
  axis: TuningAxis;
  points: {
    value: number | string;
    /** The model's mean, averaged over the other parameters. */
    average: number;
    /** The model's mean and standard deviation with the others as in the incumbent. */
    slice: number;
    sliceStd: number;
  }[];
  /** The incumbent's value. */
  incumbent: number | string;
}

/** The objective over two parameters, averaged over the others, in cells. */
export interface ObjectiveSurface {
  /** Which curves' axes lie across and up. */
  across: number;
  up: number;
  /** Low and high ends for numbers; the choice itself at both for choices. */
  cells: {
    x: number | string;
    xHigh: number | string;
    y: number | string;
    yHigh: number | string;
    average: number;
  }[];
}

/** What the plot says about itself. */
interface ObjectivePlotOptions {
  title: string;
  /** Names the values, such as "validation loss". */
  objective: string;
  synthetic?: boolean;
}

const CELL = 150;
const KINDS = ["others averaged", "others as in the incumbent"];

/**
 * On the diagonal the partial dependence and the slice through the incumbent with a band of 1.96
 * standard deviations; below it the partial dependence on pairs. The incumbent is marked in each.
 */
export function tuningObjective(
  curves: ObjectiveCurve[],
  surfaces: ObjectiveSurface[],
  { title, objective, synthetic = false }: ObjectivePlotOptions,
): PlotSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    spacing: 14,
    resolve: { scale: { color: "shared", stroke: "shared" } },
    vconcat: curves.map((curve, row) => ({
      spacing: 14,
      hconcat: [
        ...surfaces.filter(({ up }) => up === row).toSorted((a, b) => a.across - b.across)
          .map((surface) => surfacePanel(curves, surface, objective)),
        curvePanel(curve, objective),
      ],
    })),
  };
}

function curvePanel(
  { axis, points, incumbent }: ObjectiveCurve,
  objective: string,
) {
  const choices = axis.scale === "choices";
  const x = positionOf(axis, "value");
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: objective,
    scale: { zero: false },
    axis: { tickCount: 4 },
  });
  const values = points.map((point) => ({
    ...point,
    low: point.slice - 1.96 * point.sliceStd,
    high: point.slice + 1.96 * point.sliceStd,
  }));
  const lines = points.flatMap(({ value, average, slice }) => [
    { value, kind: KINDS[0], mean: average },
    { value, kind: KINDS[1], mean: slice },
  ]);
  return {
    width: CELL,
    height: CELL,
    layer: [
      {
        data: { values },
        mark: choices
          ? { type: "rule" as const, color: categoryColours[1], opacity: 0.6, strokeWidth: 3 }
          : { type: "area" as const, color: categoryColours[1], opacity: 0.2 },
        encoding: { x, y: y("low"), y2: { field: "high" } },
      },
      {
        data: { values: lines },
        mark: choices
          ? { type: "point" as const, filled: false, size: 45 }
          : { type: "line" as const, strokeWidth: 2 },
        encoding: {
          x,
          y: y("mean"),
          stroke: {
            field: "kind",
            type: "nominal" as const,
            title: null,
            scale: { domain: KINDS, range: [categoryColours[0], categoryColours[1]] },
            legend: { labelLimit: 300 },
          },
        },
      },
      {
        data: { values: [{ value: incumbent }] },
        mark: { type: "rule" as const, strokeDash: [3, 3], color: categoryColours[3] },
        encoding: { x },
      },
    ],
  };
}

function surfacePanel(
  curves: ObjectiveCurve[],
  { across, up, cells }: ObjectiveSurface,
  objective: string,
) {
  const [horizontal, vertical] = [curves[across], curves[up]];
  const end = (axis: TuningAxis, name: string, field: string) =>
    axis.scale === "choices" ? {} : { [name]: { field } };
  return {
    width: CELL,
    height: CELL,
    layer: [
      {
        data: { values: cells },
        mark: { type: "rect" as const },
        encoding: {
          x: positionOf(horizontal.axis, "x", horizontal.axis.name),
          ...end(horizontal.axis, "x2", "xHigh"),
          y: positionOf(vertical.axis, "y", vertical.axis.name),
          ...end(vertical.axis, "y2", "yHigh"),
          color: {
            field: "average",
            type: "quantitative" as const,
            title: [objective, "(others averaged)"],
            scale: { scheme: amountScheme },
          },
        },
      },
      {
        data: { values: [{ x: horizontal.incumbent, y: vertical.incumbent }] },
        mark: {
          type: "point" as const,
          shape: "cross",
          size: 110,
          filled: true,
          color: categoryColours[3],
        },
        encoding: {
          x: positionOf(horizontal.axis, "x", horizontal.axis.name),
          y: positionOf(vertical.axis, "y", vertical.axis.name),
        },
      },
    ],
  };
}

/** One bar. */
interface ImportanceBar {
  name: string;
  /** Share of the objective's variance, 0 to 1; shares may add up to more than 1. */
  share: number;
}

/** Bars of the shares, which the title should name the model and data of. */
export function tuningImportance(
  bars: ImportanceBar[],
  { title, synthetic = false }: { title: string; synthetic?: boolean },
): PlotSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: 420,
    height: { step: 24 },
    data: { values: bars.toSorted((a, b) => b.share - a.share) },
    encoding: {
      y: { field: "name", type: "nominal", title: null, sort: null },
      x: {
        field: "share",
        type: "quantitative",
        title: "share of variance with interactions (Sobol's total index of the model)",
        axis: { format: "%" },
      },
    },
    layer: [
      { mark: { type: "bar", color: categoryColours[0] } },
      {
        mark: { type: "text", align: "left", dx: 4, fontSize: 11 },
        encoding: { text: { field: "share", type: "quantitative", format: ".0%" } },
      },
    ],
  };
}

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
