/** In: clips of each class. Out: their shares as a pie, as a Vega-Lite specification. */
import { type ClassCount, percent, totalCount, withTotal } from "./class_shares_bar.ts";
import type { PlotSpec } from "./plot_spec.ts";
import { categoryColours, plotHeading, type PlotLabels, vegaLiteSchema } from "./theme.ts";

const RADIUS = 130;

/**
 * A slice a class, clockwise from the top in the order given, each with its name and share beside
 * it and a black edge, so that it reads without colours. Classes without clips are left out. The
 * number of all clips stands below the title. Pure: nothing is drawn yet.
 */
export function classSharesPie(classes: readonly ClassCount[], labels: PlotLabels): PlotSpec {
  const total = totalCount(classes);
  let before = 0;
  const values = classes.filter(({ count }) => count > 0).map(({ name, count }, at) => {
    const middle = before + count / 2;
    before += count;
    return { name, count, at, middle, text: `${name} ${percent(count / total)}` };
  });
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(withTotal(labels, total)),
    width: 3.6 * RADIUS,
    height: 2.5 * RADIUS,
    data: { values },
    encoding: {
      theta: { field: "count", type: "quantitative", stack: true },
      order: { field: "at", type: "quantitative" },
    },
    layer: [
      {
        mark: { type: "arc", outerRadius: RADIUS, stroke: "black", fillOpacity: 0.6 },
        encoding: {
          color: {
            field: "name",
            type: "nominal",
            sort: values.map(({ name }) => name),
            scale: {
              domain: values.map(({ name }) => name),
              range: values.map((_, at) => categoryColours[at % categoryColours.length]),
            },
            legend: null,
          },
        },
      },
      {
        mark: {
          type: "text",
          radius: RADIUS + 12,
          fontSize: 12,
          // Names right of the middle begin at the slice, those left of it end there.
          align: { expr: `datum.middle < ${total / 2} ? 'left' : 'right'` },
        },
        encoding: { text: { field: "text", type: "nominal" } },
      },
    ],
  };
}
