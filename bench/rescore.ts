/** In: predictions and other labels for their test part. Out: metrics by those labels. */
import { evaluatePredictions, type Metrics } from "../src/metrics/evaluate_predictions.ts";
import type { Predictions } from "../src/train/read_predictions.ts";
import type { Rescoring } from "./rescorings.ts";

/** Scores the predictions of those test clips that `labels` holds. */
export function rescore(
  { ids, classes, probabilities }: Predictions,
  { labels }: Pick<Rescoring, "labels">,
): Metrics {
  const width = classes.length;
  const rows = ids.flatMap((id, row) => labels.has(id) ? [row] : []);
  return evaluatePredictions(
    rows.flatMap((row) => [...probabilities.slice(row * width, (row + 1) * width)]),
    rows.map((row) => classes.indexOf(labels.get(ids[row])!)),
    classes,
  );
}
