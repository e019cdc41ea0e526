import { amountScheme, categoryColours, type PlotSpec, plotTitle } from "./theme.ts";
import { positionOf, type TuningAxis } from "./tuning_convergence.ts";

/** One trial's values in the order of the axes. */
interface EvaluatedTrial {
  trial: number;
  values: (number | string)[];
  /** Whether it is the incumbent. */
  best: boolean;
}

const CELL = 104;

/**
 * On the diagonal how often each value was tried, below it each pair of parameters with a dot for
 * each trial, from dark (early) to light (late); the incumbent is a cross.
 */
export function tuningEvaluations(
  axes: TuningAxis[],
  trials: EvaluatedTrial[],
  { title, synthetic = false }: { title: string; synthetic?: boolean },
): PlotSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    spacing: 12,
    vconcat: axes.map((_, row) => ({
      spacing: 12,
      hconcat: axes.slice(0, row + 1).map((_, column) =>
        row === column ? histogram(axes, trials, row) : scatter(axes, trials, row, column)
      ),
    })),
  };
}

/** Counts in at most 10 bins of equal width on the axis's own scale. */
function histogram(axes: TuningAxis[], trials: EvaluatedTrial[], index: number) {
  const axis = axes[index];
  const last = index === axes.length - 1;
  const encoding = axis.scale === "choices"
    ? { x: positionOf(axis, "value", last ? axis.name : null) }
    : { x: positionOf(axis, "low", last ? axis.name : null), x2: { field: "high" } };
  return {
    width: CELL,
    height: CELL,
    title: { text: axis.name, fontSize: 11, offset: 4 },
    data: { values: counts(axis, trials.map(({ values }) => values[index])) },
    mark: { type: "bar" as const, color: categoryColours[0], stroke: "white" },
    encoding: {
      ...encoding,
      y: {
        field: "count",
        type: "quantitative" as const,
        title: index === 0 ? "trials" : null,
        axis: { tickCount: 3, orient: index === 0 ? "left" as const : "right" as const },
      },
      y2: { datum: 0 },
    },
  };
}

function counts(axis: TuningAxis, values: (number | string)[]) {
  if (axis.scale === "choices") {
    return axis.choices!.map((choice) => ({
      value: choice,
      count: values.filter((value) => value === choice).length,
    }));
  }
  const forth = axis.scale === "log" ? Math.log : (x: number) => x;
  const back = axis.scale === "log" ? Math.exp : (x: number) => x;
  const [start, end] = axis.domain!.map(forth);
  const bins = 10;
  return Array.from({ length: bins }, (_, bin) => ({
    low: back(start + (end - start) * bin / bins),
    high: back(start + (end - start) * (bin + 1) / bins),
    count: values.filter((value) => {
      const place = Math.floor(bins * (forth(value as number) - start) / (end - start));
      return Math.min(bins - 1, Math.max(0, place)) === bin;
    }).length,
  }));
}

function scatter(axes: TuningAxis[], trials: EvaluatedTrial[], row: number, column: number) {
  const values = trials.map(({ trial, values, best }) => ({
    trial,
    x: values[column],
    y: values[row],
    best,
  }));
  const encoding = {
    x: positionOf(axes[column], "x", row === axes.length - 1 ? axes[column].name : null),
    y: positionOf(axes[row], "y", column === 0 ? axes[row].name : null),
  };
  return {
    width: CELL,
    height: CELL,
    data: { values },
    layer: [
      {
        mark: { type: "circle" as const, size: 22, opacity: 0.85 },
        encoding: {
          ...encoding,
          color: {
            field: "trial",
            type: "quantitative" as const,
            scale: { scheme: amountScheme },
            legend: { gradientLength: CELL, tickMinStep: 1, format: "d" },
          },
        },
      },
      {
        transform: [{ filter: "datum.best" }],
        mark: {
          type: "point" as const,
          shape: "cross",
          size: 90,
          filled: true,
          color: categoryColours[3],
        },
        encoding,
      },
    ],
  };
}

/** One line: a trial's place on each axis. */
interface ParallelTrial {
  trial: number;
  /** The objective, lower is better. */
  value: number;
  /** [axis] where the trial's value lies between the axis's ends, 0 to 1. */
  places: number[];
}

/** What the plot says about itself. */
interface ParallelOptions {
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
