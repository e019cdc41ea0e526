/** In: what a model says of the objective along parameters. Out: a matrix of plots of it. */
import type { PlotSpec } from "./plot_spec.ts";
import { amountScheme, categoryColours, plotTitle } from "./theme.ts";
import { positionOf, type TuningAxis } from "./tuning_axis.ts";

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
export interface ObjectivePlotOptions {
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
