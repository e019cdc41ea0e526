import { linePlot } from "./line_plot.ts";
import { type PlotSpec, plotTitle } from "./theme.ts";

/** One line of the plot. */
export interface ConvergenceStudy {
  /** Names the line, such as "expected improvement" or "random search". */
  name: string;
  /** [trial] values, lower is better; null for a trial that failed or was pruned. */
  values: (number | null)[];
}

/** What the plot says about itself. */
export interface ConvergenceOptions {
  /** Stands above the plot. */
  title: string;
  /** Names the values, such as "validation loss". */
  objective: string;
  /** Whether trials were trained on generated data; the plot then says so. */
  synthetic?: boolean;
  /** A known minimum, drawn as a dashed line. */
  minimum?: number;
}

/** The best value so far as a step line for each study, each trial's own value as a pale dot. */
export function tuningConvergence(
  studies: ConvergenceStudy[],
  { title, objective, synthetic = false, minimum }: ConvergenceOptions,
): PlotSpec {
  const values = studies.flatMap(bestSoFar);
  const trial = {
    field: "trial",
    type: "quantitative" as const,
    title: "trial",
    scale: { nice: false, zero: false },
    axis: { tickMinStep: 1, format: "d" },
  };
  const colour = {
    field: "study",
    type: "nominal" as const,
    title: null,
    sort: null,
    legend: studies.length > 1 ? { labelLimit: 300 } : null,
  };
  const value = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: objective,
    scale: { zero: false },
  });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: 560,
    height: 300,
    data: { values },
    layer: [
      {
        mark: { type: "circle", opacity: 0.35, size: 28 },
        encoding: { x: trial, y: value("value"), color: colour },
      },
      {
        mark: { type: "line", interpolate: "step-after", strokeWidth: 2 },
        encoding: { x: trial, y: value("best"), color: colour },
      },
      ...(minimum === undefined ? [] : [{
        data: { values: [{ minimum }] },
        mark: { type: "rule" as const, strokeDash: [4, 4], color: "#666" },
        encoding: { y: value("minimum") },
      }]),
    ],
  };
}

/** Trials, numbered from 0 as everywhere, with their value and the best so far, both null where there is none. */
function bestSoFar({ name, values }: ConvergenceStudy) {
  let best: number | null = null;
  return values.map((value, index) => {
    if (value !== null && (best === null || value < best)) best = value;
    return { study: name, trial: index, value, best };
  });
}

/** How often an optimiser came how close to the lowest value that anybody found. */
export interface TuningProfileLine {
  /** Names the optimiser. */
  title: string;
  /** [gap] distances left, random search's median being at 1. */
  gaps: number[];
  /** [gap] share of the runs that came so close. */
  shares: number[];
}

/** Performance profiles after Dolan and Moré (2002), of runs of `calls` calls each. */
export function tuningProfile(profile: readonly TuningProfileLine[], calls: number): PlotSpec {
  return linePlot(
    profile.map(({ title, gaps, shares }) => ({ name: title, x: gaps.map(Math.log10), y: shares })),
    {
      title: `How often ${calls} calls come how close`,
      x: "log10 of the distance left, random search's median being 1",
      y: "share of runs",
      yDomain: [0, 1],
    },
  );
}

/** How a tuned parameter is drawn. */
export interface TuningAxis {
  /** The dimension's name. */
  name: string;
  /** Numbers on a linear or logarithmic axis, or choices side by side. */
  scale: "linear" | "log" | "choices";
  /** For numbers: lowest and highest. */
  domain?: [number, number];
  /** For choices: all of them as text, in their order. */
  choices?: string[];
}

/** Vega-Lite's position channel for `field`, which holds the parameter's values. */
export function positionOf(axis: TuningAxis, field: string, title: string | null = axis.name) {
  if (axis.scale === "choices") {
    return {
      field,
      type: "nominal" as const,
      title,
      sort: null,
      scale: { domain: axis.choices },
      axis: { labelAngle: 0, labelOverlap: true },
    };
  }
  const quantity = { field, type: "quantitative" as const, title };
  if (axis.scale === "linear") {
    return {
      ...quantity,
      scale: { domain: axis.domain, nice: false, zero: false },
      axis: { tickCount: 4 },
    };
  }
  return {
    ...quantity,
    scale: { type: "log" as const, domain: axis.domain, nice: false },
    axis: { values: powersOfTen(axis.domain!), format: "~g" },
  };
}

/** The powers of ten in a domain, or its ends where it holds fewer than two. */
function powersOfTen([low, high]: [number, number]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last <= first) return [low, high];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}
