import {
  amountScheme,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** A cell of {@link matrixPlot}. */
interface MatrixCell {
  row: string;
  column: string;
  /** 0 to 1. */
  value: number;
  /** Below the value, such as "3 classes". */
  note: string;
}

/** Titles beside the plot's own. */
interface MatrixLabels extends PlotLabels {
  rows: string;
  columns: string;
  value: string;
}

/** Cells lighter than this take black letters. */
const LIGHT_FROM = 0.6;

/** A table of shares as coloured cells, rows and columns in the order of their first cells. */
export function matrixPlot(cells: readonly MatrixCell[], labels: MatrixLabels): PlotSpec {
  const inOrder = (names: string[]) => [...new Set(names)];
  const letters = (dy: number, fontSize: number) => ({
    type: "text" as const,
    dy,
    fontSize,
    color: { expr: `datum.value >= ${LIGHT_FROM} ? 'black' : 'white'` },
  });
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: { step: 96 },
    height: { step: 52 },
    data: {
      values: cells.map((cell) => ({ ...cell, percent: `${(100 * cell.value).toFixed(1)} %` })),
    },
    encoding: {
      x: {
        field: "column",
        type: "nominal",
        sort: inOrder(cells.map(({ column }) => column)),
        title: labels.columns,
        axis: { orient: "top", labelAngle: 0, domain: false, ticks: false, labelLimit: 120 },
      },
      y: {
        field: "row",
        type: "nominal",
        sort: inOrder(cells.map(({ row }) => row)),
        title: labels.rows,
        axis: { domain: false, ticks: false, labelLimit: 200 },
      },
    },
    layer: [
      {
        mark: { type: "rect", stroke: "white", strokeWidth: 1 },
        encoding: {
          color: {
            field: "value",
            type: "quantitative",
            title: labels.value,
            scale: { scheme: amountScheme, domain: [0, 1] },
            legend: { format: ".0%", gradientLength: 160, titleLimit: 240 },
          },
        },
      },
      { mark: letters(-7, 13), encoding: { text: { field: "percent", type: "nominal" } } },
      { mark: letters(10, 10), encoding: { text: { field: "note", type: "nominal" } } },
    ],
  };
}
