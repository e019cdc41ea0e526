import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** One epoch, as history.jsonl keeps it. */
export interface HistoryEpoch {
  /** From 1. */
  epoch: number;
  /** Mean over the epoch's steps. */
  trainLoss: number;
  /** Fraction of the training set, over the epoch's steps. */
  trainAccuracy: number;
  /** At the end of the epoch. */
  validationLoss: number;
  /** Fraction of the validation set, at the end of the epoch. */
  validationAccuracy: number;
}

const PARTS = ["training", "validation"];

/** What the plot says about itself. */
export interface HistoryLabels extends PlotLabels {
  /** How many are planned: the axis is as long; by default as the history. */
  epochs?: number;
}

/**
 * Loss (nats) and accuracy of training and validation set, side by side. The best epoch, whose
 * weights the run keeps, is the one with the least validation loss, the first of several equals.
 *
 * @throws RangeError where there is no epoch
 */
export function trainingHistoryPlot(
  history: readonly HistoryEpoch[],
  { epochs, ...labels }: HistoryLabels,
): PlotSpec {
  if (history.length === 0) throw new RangeError("Expected at least one epoch, but found none");
  const best = history.reduce((a, b) => b.validationLoss < a.validationLoss ? b : a).epoch;
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    spacing: 30,
    hconcat: [
      panel("loss (nats)", { best, epochs }, history, ["trainLoss", "validationLoss"]),
      panel("accuracy", { best, epochs }, history, ["trainAccuracy", "validationAccuracy"]),
    ],
  };
}

function panel(
  title: string,
  { best, epochs }: { best: number; epochs?: number },
  history: readonly HistoryEpoch[],
  fields: [keyof HistoryEpoch, keyof HistoryEpoch],
) {
  const values = fields.flatMap((field, part) =>
    history.map((record) => ({ epoch: record.epoch, value: record[field], part: PARTS[part] }))
  );
  const isShare = title === "accuracy";
  const x = {
    field: "epoch",
    type: "quantitative" as const,
    title: "epoch",
    scale: { nice: false, zero: false, ...epochs ? { domain: [1, Math.max(2, epochs)] } : {} },
    axis: { tickMinStep: 1, format: "d" },
  };
  const legend = {
    orient: "bottom" as const,
    symbolType: "stroke",
    symbolSize: 500,
    symbolStrokeWidth: 2,
  };
  const byPart = { field: "part", type: "nominal" as const, title: null, sort: null, legend };
  // A line of one epoch cannot be seen.
  const point = history.length === 1;
  return {
    width: 300,
    height: 240,
    layer: [
      {
        data: { values },
        mark: { type: "line" as const, strokeWidth: 1.8, point },
        encoding: {
          x,
          y: {
            field: "value",
            type: "quantitative" as const,
            title,
            scale: isShare ? { domain: [0, 1] } : { zero: true },
            axis: { grid: true, ...isShare ? { format: ".0%" } : {} },
          },
          color: {
            ...byPart,
            scale: { domain: PARTS, range: [categoryColours[3], categoryColours[0]] },
          },
          strokeDash: { ...byPart, scale: { domain: PARTS, range: [[5, 3], [1, 0]] as never } },
        },
      },
      {
        data: { values: [{ epoch: best, text: `best epoch ${best}` }] },
        layer: [
          {
            mark: { type: "rule" as const, color: "#555", strokeDash: [2, 2] },
            encoding: { x },
          },
          {
            mark: {
              type: "text" as const,
              y: -6,
              fontSize: 10,
              color: "#333",
            },
            encoding: { x, text: { field: "text", type: "nominal" as const } },
          },
        ],
      },
    ],
  };
}
