/** In: plots. Out: one plot with all of them, row by row. */
import type { PlotSpec } from "./plot_spec.ts";

/** How the plots are arranged. */
export interface SideBySideOptions {
  /** Stands above all plots. */
  title: string;
  /** How many stand in a row. */
  columns: number;
  /** Of each plot, in points, without axes. */
  width?: number;
  /** Of each plot, in points, without axes. */
  height?: number;
}

/** Plots of one view each, such as linePlot and spectrogramPlot make, with scales of their own. */
export function sideBySide(
  plots: readonly PlotSpec[],
  { title, columns, width = 230, height = 180 }: SideBySideOptions,
): PlotSpec {
  const parts = plots.map(({ $schema: _, ...part }) => ({ ...part, width, height }));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title, offset: 18 },
    columns,
    concat: parts,
    spacing: 24,
    resolve: { scale: { color: "independent", strokeDash: "independent" } },
  } as PlotSpec;
}
