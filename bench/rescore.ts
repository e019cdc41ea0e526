/** In: a run and other labels for its test part. Out: its metrics by them. */
import { evaluatePredictions, type Metrics } from "../src/metrics/evaluate_predictions.ts";
import { readPredictions } from "../src/train/read_predictions.ts";
import type { Rescoring } from "./rescorings.ts";

/** Scores the run's saved predictions of those test clips that `labels` holds. */
export async function rescore(
  { folder }: { folder: string },
  { labels }: Pick<Rescoring, "labels">,
): Promise<Metrics> {
  const { ids, classes, probabilities } = await readPredictions(folder);
  const width = classes.length;
  const rows = ids.flatMap((id, row) => labels.has(id) ? [row] : []);
  return evaluatePredictions(
    rows.flatMap((row) => [...probabilities.slice(row * width, (row + 1) * width)]),
    rows.map((row) => classes.indexOf(labels.get(ids[row])!)),
    classes,
  );
}
