/** In: test clips and their probabilities. Out: one CSV row a clip, every class's probability. */
import type { Examples } from "./examples.ts";

/** The text of predictions.csv: clip, actual, predicted, then one column a class. */
export function predictionsCsv(
  { ids, labels }: Pick<Examples, "ids" | "labels">,
  probabilities: Float32Array,
  classes: readonly string[],
): string {
  const lines = [["clip", "actual", "predicted", ...classes].map(cell).join(",")];
  for (const [row, id] of ids.entries()) {
    const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
    const predicted = own.indexOf(Math.max(...own));
    const names = [id, classes[labels[row]], classes[predicted]].map(cell);
    lines.push([...names, ...own].join(","));
  }
  return lines.join("\n") + "\n";
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
