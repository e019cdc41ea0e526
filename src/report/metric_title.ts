/** In: a metric of the summary. Out: its name in tables. */
import type { SummaryRow } from "./summary.ts";

const titles: Record<SummaryRow["metric"], string> = {
  accuracy: "accuracy",
  macroPrecision: "precision (macro)",
  macroRecall: "recall (macro, UAR)",
  macroF1: "F1 (macro)",
  aucProbability: "AUC (probabilities)",
  aucHardLabel: "AUC (hard labels)",
};

/** Such as "F1 (macro)" for "macroF1". */
export function metricTitle(metric: SummaryRow["metric"]): string {
  return titles[metric];
}
