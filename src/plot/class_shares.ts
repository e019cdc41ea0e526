import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** How many clips a class has. */
export interface ClassCount {
  /** The class's name. */
  name: string;
  /** How many clips it has. */
  count: number;
}

/** Shares that a publication gives, drawn beside ours. */
export interface PublishedShares {
  /** Names the publication in the legend. */
  source: string;
  /** Fraction of all clips by class. */
  shares: Record<string, number>;
}

/**
 * A bar a class, in the order given, with count and share beside it; published shares as hollow
 * diamonds and in words. The number of all clips stands below the title. Pure: nothing is drawn yet.
 */
export function classSharesBar(
  classes: readonly ClassCount[],
  labels: PlotLabels,
  published?: PublishedShares,
): PlotSpec {
  const total = totalCount(classes);
  const values = classes.map(({ name, count }) => {
    const theirs = published?.shares[name];
    return {
      name,
      share: count / total,
      labelAt: Math.max(count / total, theirs ?? 0),
      text: `${count} (${percent(count / total)})` +
        (theirs === undefined ? "" : `, published ${percent(theirs)}`),
    };
  });
  const marks = classes.filter(({ name }) => published?.shares[name] !== undefined)
    .map(({ name }) => ({ name, share: published!.shares[name], source: published!.source }));
  const y = {
    field: "name",
    type: "nominal" as const,
    title: null,
    sort: classes.map(({ name }) => name),
    axis: { labelLimit: 400, domain: false, ticks: false },
  };
  const x = {
    field: "share",
    type: "quantitative" as const,
    title: "share of all clips",
    axis: { format: ".0%", grid: true },
  };
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(withTotal(labels, total)),
    width: 440,
    height: { step: 28 },
    layer: [
      {
        data: { values },
        mark: { type: "bar", color: categoryColours[0], height: 18 },
        encoding: { x, y },
      },
      {
        data: { values },
        // Right of the bar and of the diamond.
        mark: { type: "text", align: "left", dx: 14, fontSize: 11 },
        encoding: {
          x: { ...x, field: "labelAt" },
          y,
          text: { field: "text", type: "nominal" },
        },
      },
      ...(marks.length
        ? [{
          data: { values: marks },
          mark: {
            type: "point" as const,
            filled: true,
            size: 90,
            opacity: 1,
            stroke: "black",
            strokeWidth: 1.4,
          },
          encoding: {
            x,
            y,
            shape: {
              field: "source",
              type: "nominal" as const,
              title: null,
              scale: { range: ["diamond"] },
              legend: { orient: "bottom" as const, labelLimit: 600 },
            },
            fill: {
              field: "source",
              type: "nominal" as const,
              title: null,
              scale: { range: ["white"] },
              legend: { orient: "bottom" as const, labelLimit: 600 },
            },
          },
        }]
        : []),
    ],
  };
}

/** Clips of all classes. */
export function totalCount(classes: readonly ClassCount[]): number {
  return classes.reduce((sum, { count }) => sum + count, 0);
}

/** "12.3 %" for 0.123. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The labels with the number of clips in the subtitle. */
function withTotal(labels: PlotLabels, total: number): PlotLabels {
  const subtitle = [`n = ${total}`, ...(labels.subtitle ? [labels.subtitle] : [])].join(", ");
  return { ...labels, subtitle };
}

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
