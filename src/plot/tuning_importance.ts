/** In: how much each parameter matters. Out: a bar chart, the most important first. */
import type { PlotSpec } from "./plot_spec.ts";
import { categoryColours, plotTitle } from "./theme.ts";

/** One bar. */
export interface ImportanceBar {
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
