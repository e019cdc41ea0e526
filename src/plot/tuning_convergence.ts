/** In: the values of one or more studies. Out: a plot of the best so far against the trial. */
import type { PlotSpec } from "./plot_spec.ts";
import { plotTitle } from "./theme.ts";

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

/** Trials, from 1, with their value and the best so far, both null where there is none. */
function bestSoFar({ name, values }: ConvergenceStudy) {
  let best: number | null = null;
  return values.map((value, index) => {
    if (value !== null && (best === null || value < best)) best = value;
    return { study: name, trial: index + 1, value, best };
  });
}
