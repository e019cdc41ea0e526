/** In: predictions and other labels for their test part. Out: predictions to judge by those labels. */
import type { Predictions } from "../src/train/predictions.ts";
import type { Rescoring } from "./rescorings.ts";

/** The predictions of those test clips that `labels` holds, with these labels. */
export function rescored(
  { ids, classes, probabilities }: Predictions,
  { labels }: Pick<Rescoring, "labels">,
): Predictions {
  const width = classes.length;
  const rows = ids.flatMap((id, row) => labels.has(id) ? [row] : []);
  return {
    ids: rows.map((row) => ids[row]),
    classes,
    labels: rows.map((row) => classes.indexOf(labels.get(ids[row])!)),
    probabilities: Float64Array.from(
      rows.flatMap((row) => [...probabilities.subarray(row * width, (row + 1) * width)]),
    ),
  };
}
