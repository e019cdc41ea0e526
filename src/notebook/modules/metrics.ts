/** What notebooks import as "duygu/metrics": how good predictions are. */
import { evaluatePredictions as evaluatePlainly } from "../../metrics/evaluate_predictions.ts";
import type { Metrics } from "../../metrics/evaluate_predictions.ts";
import { richMetrics } from "../rich/rich_metrics.ts";

export { normalDensity, normalDistribution } from "../../metrics/normal_distribution.ts";

/** As in src/metrics/evaluate_predictions.ts; the confusion matrix shows itself. */
export function evaluatePredictions(...asked: Parameters<typeof evaluatePlainly>): Metrics {
  return richMetrics(evaluatePlainly(...asked), asked[2]);
}
