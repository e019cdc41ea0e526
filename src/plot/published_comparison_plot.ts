import { protocolTitle } from "./leakage_gap_plot.ts";
import { categoryColours, type PlotSpec, plotTitle } from "./theme.ts";

/** One measured figure; fractions. */
export interface ComparedFigure {
  /** Names the line, such as "TurEV-DB". */
  corpus: string;
  /** "paper", "speaker" and so on. */
  protocol: string;
  /** The publication's; null where there is none. */
  published: number | null;
  /** Our mean over the seeds. */
  mean: number;
  /** 95 % interval of the mean; null where there is none. */
  interval: { low: number; high: number } | null;
  /**
   * What the interval is over, such as "t over 6 speakers"; left out where nothing is to be said.
   */
  over?: string;
  /** One a seed. */
  values: readonly number[];
  /** Whether it comes from generated data. */
  synthetic: boolean;
}

const OURS = "Duygu, mean over seeds, 95 % interval";

/** What the plot says about itself. */
export interface ComparisonOptions {
  /** Stands above the plot. */
  title: string;
  /** Names the figures, such as "accuracy". */
  metric: string;
}

/**
 * A row a corpus and protocol: the published figure as a hollow diamond (always of the random
 * split), our mean as a filled circle with its 95 % interval, our seeds as ticks.
 */
export function publishedComparisonPlot(
  figures: readonly ComparedFigure[],
  { title, metric }: ComparisonOptions,
): PlotSpec {
  const values = figures.map((figure) => ({
    ...figure,
    row: `${figure.synthetic ? "SYNTHETIC" : figure.corpus}, ${protocolTitle(figure.protocol)}` +
      (figure.over ? ` (${figure.over})` : ""),
  }));
  const seeds = values.flatMap(({ row, values: own }) => own.map((value) => ({ row, value })));
  const intervals = values.flatMap(({ row, interval }) => interval ? [{ row, ...interval }] : []);
  const points = values.flatMap(({ row, published, mean }) => [
    ...(published === null ? [] : [{ row, value: published, what: "published" }]),
    { row, value: mean, what: OURS },
  ]);
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
    sort: null,
    // Widths are estimated without a canvas, generously.
    axis: { labelLimit: 1200 },
  };
  const legend = { orient: "bottom" as const, labelLimit: 600 };
  const domain = ["published", OURS];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, figures.some(({ synthetic }) => synthetic)),
    width: 460,
    height: { step: 30 },
    layer: [
      {
        data: { values: intervals },
        mark: { type: "rule", strokeWidth: 2 },
        encoding: { x: x("low"), x2: { field: "high" }, y },
      },
      {
        data: { values: seeds },
        mark: { type: "tick", color: categoryColours[0], thickness: 1.5, size: 14 },
        encoding: { x: x("value"), y },
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
            field: "what",
            type: "nominal",
            title: null,
            scale: { domain, range: ["diamond", "circle"] },
            legend,
          },
          fill: {
            field: "what",
            type: "nominal",
            title: null,
            scale: { domain, range: ["white", categoryColours[0]] },
            legend,
          },
        },
      },
    ],
  };
}
