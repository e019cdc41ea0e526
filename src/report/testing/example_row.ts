/** Tests only. Out: a summary row to vary. */
import type { SummaryRow } from "../summary.ts";

/** A row with the fields given and plausible others. */
export function exampleRow(fields: Partial<SummaryRow> = {}): SummaryRow {
  return {
    corpus: "turev",
    model: "EmotionUnet",
    protocol: "paper",
    knowledge: "nothing",
    metric: "accuracy",
    published: 0.7782,
    mean: 0.88,
    sd: 0.01,
    seeds: [0, 1, 2],
    values: [0.87, 0.88, 0.89],
    n: 433,
    interval: { low: 0.85, high: 0.91, over: "clips", count: 433, method: "Wilson" },
    synthetic: false,
    run: "runs/turev",
    ...fields,
  };
}
