/** In: lines as points. Out: their plot, as a Vega-Lite specification. */
import type { PlotSpec } from "./plot_spec.ts";
import { plotTitle } from "./theme.ts";

/** One line of a plot. */
export interface Line {
  /** Stands in the legend, which a single line does without. */
  name: string;
  /** [points], rising. */
  x: ArrayLike<number>;
  /** [points]. */
  y: ArrayLike<number>;
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
  const legend = names.length > 1 ? { orient: "bottom" as const, labelLimit: 300 } : null;
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
