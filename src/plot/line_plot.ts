import { type PlotSpec, plotTitle } from "./theme.ts";

/** One line of a plot. */
export interface Line {
  /** Stands in the legend, which a single line does without. */
  name: string;
  /** [points], rising. */
  x: ArrayLike<number>;
  /** [points]; the line has a gap where one is null. */
  y: ArrayLike<number | null>;
}

/** What the plot says about itself. */
export interface LinePlotOptions {
  /** Stands above the plot. */
  title: string;
  /** Titles of the axes, with units. */
  x: string;
  /** Title of the upright axis, with unit. */
  y: string;
  /** Limits of the upright axis; those of the values by default. */
  yDomain?: [number, number];
  /** True marks each point, for measured samples of something continuous. */
  points?: boolean;
  /** True for generated data: the title then says SYNTHETIC. */
  synthetic?: boolean;
}

/** Lines over a common axis, told apart by colour and dashes. Pure: nothing is drawn yet. */
export function linePlot(lines: readonly Line[], options: LinePlotOptions): PlotSpec {
  const { title, x, y, yDomain, points = false, synthetic = false } = options;
  const values = lines.flatMap(({ name, x: across, y: up }) =>
    Array.from(across, (value, i) => ({ name, x: value, y: up[i] }))
  );
  const names = lines.map(({ name }) => name);
  const legend = names.length > 1
    ? { orient: "bottom" as const, labelLimit: 300, columns: 4 }
    : null;
  const byName = { field: "name", type: "nominal" as const, title: null, sort: names, legend };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: 640,
    height: 220,
    data: { values },
    mark: { type: "line", strokeWidth: 1.5, clip: true, point: points && { size: 18 } },
    encoding: {
      x: { field: "x", type: "quantitative", title: x, scale: { nice: false } },
      y: {
        field: "y",
        type: "quantitative",
        title: y,
        axis: { grid: true },
        scale: yDomain ? { domain: yDomain, nice: false } : { zero: false },
      },
      color: byName,
      ...(names.length > 1 ? { strokeDash: byName } : {}),
    },
  };
}

/** How the plots are arranged. */
export interface SideBySideOptions {
  /** What is the same in all plots, so that they can be compared. */
  shared?: readonly ("x" | "y" | "color")[];
  /** Stands above all plots. */
  title: string;
  /** How many stand in a row. */
  columns: number;
  /** Of each plot, in points, without axes. */
  width?: number;
  /** Of each plot, in points, without axes. */
  height?: number;
}

/**
 * Plots of one view each, such as linePlot and spectrogramPlot make, with scales of their own or
 * shared ones, which reach as far as the widest.
 */
export function sideBySide(
  plots: readonly PlotSpec[],
  { title, columns, shared = [], width = 230, height = 180 }: SideBySideOptions,
): PlotSpec {
  const parts = plots.map(({ $schema: _, ...part }) => ({ ...part, width, height }));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title, offset: 18 },
    columns,
    concat: parts,
    spacing: 24,
    resolve: {
      scale: {
        color: "independent",
        strokeDash: "independent",
        ...Object.fromEntries(shared.map((scale) => [scale, "shared"])),
      },
    },
  } as PlotSpec;
}
