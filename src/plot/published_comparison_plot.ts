import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** Whose figure it is. */
export type FigureOf = "published" | "paper's network" | "other network";

/** One figure; fractions. */
export interface ComparedFigure {
  /** The row, such as "TurEV-DB, unseen speakers"; rows stand in the order of their first figure. */
  row: string;
  of: FigureOf;
  /** Null leaves the row without a mark of this kind. */
  value: number | null;
  /** 95 % interval of the value; null where there is none. */
  interval: { low: number; high: number } | null;
  /** Stands above the mark, such as the other network's name, or in a row without one. */
  note?: string;
}

/** What the plot says about itself. */
export interface ComparisonOptions extends PlotLabels {
  /** Names the figures, such as "accuracy". */
  metric: string;
}

const NAMES: Record<FigureOf, string> = {
  published: "published",
  "paper's network": "the paper's network, measured here",
  "other network": "the best other network, measured here",
};

const COLOURS: Record<FigureOf, string> = {
  published: "white",
  "paper's network": categoryColours[0],
  "other network": categoryColours[1],
};

/**
 * A row a corpus and split, with a mark for each figure: a hollow diamond for the published one, a
 * circle for the same network here, a triangle, named, for another one; rules are 95 % intervals.
 */
export function publishedComparisonPlot(
  figures: readonly ComparedFigure[],
  { metric, ...labels }: ComparisonOptions,
): PlotSpec {
  const rows = [...new Set(figures.map(({ row }) => row))];
  const points = figures.flatMap(({ row, of, value, interval }) =>
    value === null ? [] : [{
      row,
      value,
      what: NAMES[of],
      colour: COLOURS[of],
      low: interval?.low ?? value,
      high: interval?.high ?? value,
    }]
  );
  const notes = figures.flatMap(({ row, value, note }) =>
    note === undefined ? [] : [{ row, value: value ?? 0, note, isAlone: value === null }]
  );
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: metric,
    axis: { format: ".0%", grid: true },
    scale: { domain: [0, 1] },
  });
  const y = {
    field: "row",
    type: "nominal" as const,
    title: null,
    sort: rows,
    // Widths are estimated without a canvas, generously.
    axis: { labelLimit: 1200, domain: false, ticks: false },
  };
  const legend = { orient: "bottom" as const, direction: "vertical" as const, labelLimit: 600 };
  const domain = Object.values(NAMES).filter((name) => points.some(({ what }) => what === name));
  const range = <T>(by: Record<FigureOf, T>) =>
    domain.map((name) => by[(Object.keys(NAMES) as FigureOf[]).find((of) => NAMES[of] === name)!]);
  const byWhat = { field: "what", type: "nominal" as const, title: null, legend };
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: 460,
    height: { step: 34 },
    layer: [
      {
        data: { values: points },
        mark: { type: "rule", strokeWidth: 2.5, stroke: { expr: "datum.colour" } },
        encoding: { x: x("low"), x2: { field: "high" }, y },
      },
      {
        data: { values: points },
        mark: {
          type: "point",
          size: 90,
          filled: true,
          opacity: 1,
          stroke: "black",
          strokeWidth: 1.2,
        },
        encoding: {
          x: x("value"),
          y,
          shape: {
            ...byWhat,
            scale: {
              domain,
              range: range({
                published: "diamond",
                "paper's network": "circle",
                "other network": "triangle-up",
              }),
            },
          },
          fill: {
            ...byWhat,
            scale: {
              domain,
              range: range(COLOURS),
            },
          },
        },
      },
      {
        data: { values: notes },
        mark: {
          type: "text",
          fontSize: 9,
          color: "#555",
          dy: { expr: "datum.isAlone ? 0 : -11" },
          dx: { expr: "datum.isAlone ? 6 : 0" },
          // Names of marks near an end stay inside.
          align: { expr: "datum.isAlone ? 'left' : datum.value > 0.8 ? 'right' : 'center'" },
        },
        encoding: { x: x("value"), y, text: { field: "note", type: "nominal" } },
      },
    ],
  };
}
