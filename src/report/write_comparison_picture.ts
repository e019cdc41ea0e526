/** In: a summary. Out: summary.png, its accuracies beside the published ones. */
import { join } from "node:path";
import { writeFileWhole } from "../base/files.ts";
import { publishedComparisonPlot } from "../plot/published_comparison_plot.ts";
import { renderPng } from "../plot/render.ts";
import { knowledgeTitles } from "../metrics/knowledge.ts";
import { intervalNote } from "./row_interval.ts";
import { picturedRows } from "./pictured_rows.ts";
import type { Summary, SummaryRow } from "./summary.ts";

/** Draws the summary's accuracies, those of {@link picturedRows}, into `folder`; `titleOf` gives a corpus's name. */
export async function writeComparisonPicture(
  { rows }: Summary,
  folder: string,
  titleOf: (corpus: string) => string,
): Promise<void> {
  const figures = picturedRows(rows).map((row) => ({
    ...row,
    corpus: `${titleOf(row.corpus)}: ${knownModel(row)}`,
    over: row.interval ? intervalNote(row.interval) : "no interval",
  }));
  const plot = publishedComparisonPlot(figures, {
    title: "Accuracy: published against measured",
    metric: "accuracy on the test part",
  });
  await writeFileWhole(join(folder, "summary.png"), await renderPng(plot));
}

/** The network, and what it knows of the speakers where that is more than nothing. */
function knownModel({ model, knowledge }: SummaryRow): string {
  return knowledge === "nothing" ? model : `${model}; ${knowledgeTitles[knowledge]}`;
}
