import {
  amountScheme,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** Cells darker than this take white letters; viridis grows lighter with the share. */
const LIGHT_FROM = 0.6;

/**
 * A cell for each pair of actual (row) and predicted (column) class: its count, and below it the
 * share of the row, which also colours it. A row without clips stays empty.
 *
 * @param confusion counts [actual][predicted]
 * @param classes names in the order of the matrix
 */
export function confusionPlot(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
  labels: PlotLabels,
): PlotSpec {
  const totals = confusion.map((row) => row.reduce((total, count) => total + count, 0));
  const rowNames = classes.map((name, at) => `${name} (${totals[at]})`);
  const values = confusion.flatMap((row, actual) =>
    row.map((count, predicted) => ({
      actual: rowNames[actual],
      predicted: classes[predicted],
      count,
      share: totals[actual] ? count / totals[actual] : null,
      percent: totals[actual] ? `${(100 * count / totals[actual]).toFixed(1)} %` : "",
    }))
  );
  const letters = (dy: number, fontSize: number) => ({
    type: "text" as const,
    dy,
    fontSize,
    color: { expr: `datum.share === null || datum.share >= ${LIGHT_FROM} ? 'black' : 'white'` },
  });
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: { step: 64 },
    height: { step: 46 },
    data: { values },
    encoding: {
      x: {
        field: "predicted",
        type: "nominal",
        sort: [...classes],
        title: "predicted class",
        axis: { orient: "top", labelAngle: 0, domain: false, ticks: false, labelLimit: 120 },
      },
      y: {
        field: "actual",
        type: "nominal",
        sort: rowNames,
        title: "actual class (n)",
        axis: { domain: false, ticks: false, labelLimit: 200 },
      },
    },
    layer: [
      {
        mark: { type: "rect", stroke: "white", strokeWidth: 1, invalid: null },
        encoding: {
          color: {
            field: "share",
            type: "quantitative",
            title: "share of the row",
            scale: { scheme: amountScheme, domain: [0, 1] },
            legend: { format: ".0%", gradientLength: 160, titleLimit: 240 },
          },
        },
      },
      {
        mark: letters(-6, 13),
        encoding: { text: { field: "count", type: "quantitative" } },
      },
      {
        mark: letters(9, 10),
        encoding: { text: { field: "percent", type: "nominal" } },
      },
    ],
  };
}
