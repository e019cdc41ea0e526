/** In: plots. Out: one plot with all of them, row by row. */
import type { TopLevelSpec } from "vega-lite";

/** How the plots are arranged. */
export interface SideBySideOptions {
  title: string;
  /** How many stand in a row. */
  columns: number;
  /** Of each plot, in points, without axes. */
  width?: number;
  height?: number;
}

/** Plots of one view each, such as linePlot and spectrogramPlot make, with scales of their own. */
export function sideBySide(
  plots: readonly TopLevelSpec[],
  { title, columns, width = 230, height = 180 }: SideBySideOptions,
): TopLevelSpec {
  const parts = plots.map(({ $schema: _, ...part }) => ({ ...part, width, height }));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title, offset: 18 },
    columns,
    concat: parts,
    spacing: 24,
    resolve: { scale: { color: "independent", strokeDash: "independent" } },
  } as TopLevelSpec;
}
