/** What notebooks import as "duygu/metrics": how good predictions are. */
import {
  evaluatePredictions as evaluatePlainly,
  type Metrics,
} from "../../metrics/evaluate_predictions.ts";
import type { Probabilities } from "../../metrics/probability_rows.ts";
import { richMetrics } from "../rich_objects.ts";

export type { CalibrationBin } from "../../metrics/calibration.ts";
export type { MacroScores } from "../../metrics/classification_scores.ts";
export type { ClassMetrics, Metrics } from "../../metrics/evaluate_predictions.ts";
export {
  type GroupIntervals,
  intervalsOverGroups,
  withinShares,
} from "../../metrics/group_scores.ts";
export {
  type Knowledge,
  knowledgeKinds,
  type MetricsLine,
  type RunMetrics,
} from "../../metrics/knowledge.ts";
export { normalDensity, normalDistribution } from "../../metrics/normal_distribution.ts";
export type { Probabilities } from "../../metrics/probability_rows.ts";
export type { Interval } from "../../metrics/intervals.ts";

/** As in src/metrics/evaluate_predictions.ts; the confusion matrix shows itself. */
export function evaluatePredictions(
  probabilities: Probabilities,
  labels: readonly number[],
  classes: readonly string[],
): Metrics {
  return richMetrics(evaluatePlainly(probabilities, labels, classes), classes);
}
