/** In: what a protocol's folds give, one by one and together. Out: tables for a terminal. */
import { textTable } from "../base/text.ts";
import type { Metrics } from "../metrics/evaluate_predictions.ts";
import type { PooledFolds } from "../train/run_figures.ts";
import { confusionText, metricsText, speakersText } from "./metrics_text.ts";

/** The scores of one fold. */
export interface FoldScores {
  fold: string;
  metrics: Pick<Metrics, "count" | "accuracy" | "macroRecall">;
}

/** A row a fold, their mean, and the metrics of all folds' clips together, by class and speaker. */
export function foldsTable(
  folds: readonly FoldScores[],
  { metrics, meanOfFolds, bySpeaker }: PooledFolds,
): string {
  const rows = [
    ...folds.map(({ fold, metrics }) => ({ name: fold, ...metrics })),
    { name: "mean of folds", count: metrics.count, ...meanOfFolds },
    { name: "pooled", ...metrics },
  ].map(({ name, count, accuracy, macroRecall }) => [
    ...[name, String(count), accuracy.toFixed(4), macroRecall.toFixed(4)],
  ]);
  const speakers = speakersText(bySpeaker);
  return [
    textTable(["fold", "clips", "accuracy", "UAR"], rows, ["left", "right", "right", "right"]),
    "",
    "All folds' clips together:",
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
    ...speakers ? ["", speakers] : [],
  ].join("\n");
}
