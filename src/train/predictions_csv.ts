/** In: test clips and their probabilities. Out: one CSV row a clip, every class's probability. */
import { csvLine } from "../base/csv.ts";
import type { Examples } from "./examples.ts";

/** The text of predictions.csv: clip, actual, predicted, then one column a class. */
export function predictionsCsv(
  { ids, labels }: Pick<Examples, "ids" | "labels">,
  probabilities: Float32Array | Float64Array,
  classes: readonly string[],
): string {
  const lines = [csvLine(["clip", "actual", "predicted", ...classes])];
  for (const [row, id] of ids.entries()) {
    const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
    const predicted = own.indexOf(Math.max(...own));
    lines.push(csvLine([id, classes[labels[row]], classes[predicted], ...own]));
  }
  return lines.join("\n") + "\n";
}
