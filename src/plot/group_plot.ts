import {
  categoryColours,
  categoryShapes,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** One group's figures; fractions, with 95 % intervals where there are any. */
export interface GroupFigure {
  /** What groups are told apart by, such as "sex"; figures of one are drawn together. */
  heading: string;
  /** Such as "female". */
  name: string;
  clips: number;
  accuracy: number;
  uar: number;
  intervals: Record<"accuracy" | "uar", { low: number; high: number }> | null;
}

/**
 * A row a group, with accuracy and UAR and their intervals; groups of one heading lie together.
 * Every axis runs from 0 to 1, so that gaps of two pictures can be compared.
 */
export function groupPlot(figures: readonly GroupFigure[], labels: PlotLabels): PlotSpec {
  const metrics = ["accuracy", "UAR"];
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "on the test set, with 95 % intervals",
    scale: { domain: [0, 1] },
    axis: { format: ".0%", grid: true },
  });
  const y = { field: "group", type: "nominal" as const, title: null, sort: null };
  const yOffset = { field: "metric", type: "nominal" as const, sort: metrics };
  const legend = { orient: "bottom" as const };
  const byMetric = { field: "metric", type: "nominal" as const, title: null, legend };
  const fill = {
    ...byMetric,
    scale: { domain: metrics, range: categoryColours.slice(0, metrics.length) },
  };
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    vconcat: [...Map.groupBy(figures, ({ heading }) => heading)].map(([heading, own]) => ({
      title: { text: heading, fontSize: 12, anchor: "start" as const },
      width: 420,
      height: { step: 18 },
      data: { values: valuesOf(own) },
      layer: [
        {
          mark: { type: "rule" as const, strokeWidth: 2, color: "#666" },
          encoding: { x: x("low"), x2: { field: "high" }, y, yOffset },
        },
        {
          mark: { type: "point" as const, size: 80, filled: true, opacity: 1, stroke: "black" },
          encoding: {
            x: x("value"),
            y,
            yOffset,
            fill,
            shape: {
              ...byMetric,
              scale: { domain: metrics, range: categoryShapes.slice(0, metrics.length) },
            },
          },
        },
      ],
    })),
  };
}

/** A value a mark. */
function valuesOf(figures: readonly GroupFigure[]) {
  return figures.flatMap((figure) =>
    (["accuracy", "uar"] as const).map((metric) => ({
      group: `${figure.name} (n = ${figure.clips})`,
      metric: metric === "uar" ? "UAR" : "accuracy",
      value: figure[metric],
      ...figure.intervals?.[metric] ?? { low: figure[metric], high: figure[metric] },
    }))
  );
}
