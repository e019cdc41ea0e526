import { corpusInfo, isBuiltIn } from "../data/registry.ts";
import {
  categoryColours,
  categoryShapes,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** One figure under one protocol; fractions. */
export interface ProtocolFigure {
  /** Names the row, such as "TurEV-DB". */
  corpus: string;
  /** "paper", "speaker" and so on. */
  protocol: string;
  /** The figure, 0 to 1. */
  value: number;
  /** 95 % interval of the value; null where there is none. */
  interval: { low: number; high: number } | null;
  /** The majority-class baseline: the share of the largest class; null where unknown. */
  chance: number | null;
}

/**
 * A row a corpus: a mark for each protocol, with its interval, joined by a line from the random
 * split's to the lowest, whose length in percentage points stands beside it. A grey tick marks what
 * the majority-class baseline reaches. Corpora with a single protocol have no gap and are left out.
 *
 * @param metric names the figures, such as "accuracy"
 */
export function leakageGapPlot(
  figures: readonly ProtocolFigure[],
  { metric, ...labels }: PlotLabels & { metric: string },
): PlotSpec {
  const rows = [...Map.groupBy(figures, ({ corpus }) => corpus)].filter(([, own]) =>
    own.length > 1
  );
  const values = rows.flatMap(([, own]) =>
    own.map(({ interval, ...figure }) => ({
      ...figure,
      ...interval ?? { low: figure.value, high: figure.value },
      protocol: protocolTitle(figure.protocol),
    }))
  );
  const gaps = rows.map(([corpus, own]) => {
    const published = own.find(({ protocol }) => protocol === "paper") ?? own[0];
    const low = Math.min(...own.map(({ value }) => value));
    const points = (100 * (low - published.value)).toFixed(1).replace("-", "−");
    return {
      corpus,
      low,
      high: published.value,
      middle: (low + published.value) / 2,
      text: `${points} points`,
    };
  });
  const guesses = rows.flatMap(([, own]) => own.find(({ chance }) => chance !== null) ?? []);
  const protocols = [...new Set(values.map(({ protocol }) => protocol))];
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: `${metric} on the test set`,
    scale: { domain: [0, 1] },
    axis: { format: ".0%", grid: true },
  });
  // Widths are estimated without a canvas, generously.
  const axis = { labelLimit: 1200 };
  const y = { field: "corpus", type: "nominal" as const, title: null, sort: null, axis };
  const legend = { orient: "bottom" as const, labelLimit: 300, columns: 3 };
  const byProtocol = {
    field: "protocol",
    type: "nominal" as const,
    title: null,
    sort: null,
    legend,
  };
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: 480,
    height: { step: 56 },
    layer: [
      {
        data: { values: gaps },
        mark: { type: "rule", color: "#888", strokeDash: [4, 3] },
        encoding: { x: x("low"), x2: { field: "high" }, y },
      },
      {
        data: { values: gaps },
        mark: { type: "text", dy: -9, fontSize: 11 },
        encoding: { x: x("middle"), y, text: { field: "text", type: "nominal" } },
      },
      {
        data: { values: guesses },
        mark: { type: "tick", color: "#999", thickness: 2, size: 22 },
        encoding: { x: x("chance"), y },
      },
      {
        data: { values: guesses },
        mark: { type: "text", dy: 19, fontSize: 10, color: "#666" },
        encoding: { x: x("chance"), y, text: { datum: "majority class" } },
      },
      {
        data: { values },
        mark: { type: "rule", strokeWidth: 2 },
        encoding: { x: x("low"), x2: { field: "high" }, y },
      },
      {
        data: { values },
        mark: {
          type: "point",
          size: 110,
          filled: true,
          opacity: 1,
          stroke: "black",
          strokeWidth: 1,
        },
        encoding: {
          x: x("value"),
          y,
          shape: { ...byProtocol, scale: { domain: protocols, range: categoryShapes } },
          fill: { ...byProtocol, scale: { domain: protocols, range: categoryColours } },
        },
      },
    ],
  };
}

const TITLES: Record<string, string> = {
  paper: "random split",
  speaker: "unseen speakers",
  text: "unseen words",
  repetition: "unseen repetitions",
  official: "official test set",
  speakerFolds: "unseen speakers, in folds",
  textFolds: "unseen words, in folds",
  speakerTextFolds: "unseen speakers and words",
  crossCorpus: "unseen corpus",
  emobox: "EmoBox's fold",
  published: "published folds",
};

/**
 * Such as "unseen speakers" for "speaker"; the name itself where it is not known. A random split is
 * called published only for a `corpus` (its id) whose split paper S publishes.
 */
export function protocolTitle(protocol: string, corpus?: string): string {
  const isPublished = protocol === "paper" && corpus !== undefined && isBuiltIn(corpus) &&
    corpusInfo(corpus).paperParts !== undefined;
  return (TITLES[protocol] ?? protocol) + (isPublished ? ", as published" : "");
}
