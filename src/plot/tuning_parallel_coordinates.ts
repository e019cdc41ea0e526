/** In: trials of a study. Out: a plot with an axis for each parameter and a line for each trial. */
import type { PlotSpec } from "./plot_spec.ts";
import { amountScheme, plotTitle } from "./theme.ts";
import type { TuningAxis } from "./tuning_axis.ts";

/** One line: a trial's place on each axis. */
export interface ParallelTrial {
  trial: number;
  /** The objective, lower is better. */
  value: number;
  /** [axis] where the trial's value lies between the axis's ends, 0 to 1. */
  places: number[];
}

/** What the plot says about itself. */
export interface ParallelOptions {
  title: string;
  /** Names the values, such as "validation loss". */
  objective: string;
  synthetic?: boolean;
}

const AXIS_STEP = 92;
/** Values from the best to this quantile get the whole range of colours; worse ones the last. */
const COLOUR_QUANTILE = 0.8;

/** Each axis runs from its lowest value below to its highest above; the best trials are on top. */
export function tuningParallelCoordinates(
  axes: TuningAxis[],
  trials: ParallelTrial[],
  { title, objective, synthetic = false }: ParallelOptions,
): PlotSpec {
  // Worst first, so that the best is drawn last.
  const ordered = trials.toSorted((a, b) => b.value - a.value);
  const best = ordered.at(-1)?.trial;
  const lines = ordered.flatMap((trial, order) =>
    trial.places.map((place, index) => ({ ...trial, order, place, axis: axes[index].name }))
  );
  const axis = {
    field: "axis",
    type: "nominal" as const,
    title: null,
    sort: axes.map(({ name }) => name),
    axis: { labelAngle: -30, domain: false, ticks: false, grid: true, labelPadding: 14 },
    scale: { type: "point" as const, padding: 0.4 },
  };
  const place = {
    field: "place",
    type: "quantitative" as const,
    axis: null,
    scale: { domain: [-0.06, 1.06], nice: false },
  };
  const ascending = ordered.map(({ value }) => value).reverse();
  const worst = ascending[Math.floor(COLOUR_QUANTILE * (ascending.length - 1))];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: { step: AXIS_STEP },
    height: 300,
    layer: [
      {
        data: { values: lines },
        mark: { type: "line", interpolate: "linear" },
        encoding: {
          x: axis,
          y: place,
          detail: { field: "order", type: "ordinal" },
          color: {
            field: "value",
            type: "quantitative",
            title: objective,
            scale: { scheme: amountScheme, domain: [ascending[0], worst], clamp: true },
          },
          strokeWidth: { condition: { test: `datum.trial === ${best}`, value: 4 }, value: 1.2 },
          opacity: { condition: { test: `datum.trial === ${best}`, value: 1 }, value: 0.65 },
        },
      },
      ...[0, 1].map((end) => ({
        data: {
          values: axes.map((one) => ({ axis: one.name, place: end, text: endText(one, end) })),
        },
        mark: { type: "text" as const, dy: end ? -9 : 9, fontSize: 10, color: "#444" },
        encoding: { x: axis, y: place, text: { field: "text", type: "nominal" as const } },
      })),
    ],
  };
}

/** What stands at an axis's lower (0) or upper (1) end. */
function endText({ domain, choices }: TuningAxis, end: number): string {
  return String(domain ? domain[end] : choices?.at(-end));
}
