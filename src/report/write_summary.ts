import { join } from "node:path";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { knowledgeTitles } from "../metrics/knowledge.ts";
import { publishedComparisonPlot } from "../plot/published_comparison_plot.ts";
import { renderPng } from "../plot/render.ts";
import { benchTable, type MissingCorpus } from "./bench_table.ts";
import { intervalNote } from "./compare_with_published.ts";
import { leakageGaps, leakageGapTable } from "./leakage_gap.ts";
import { speakerScores, speakerTable } from "./speaker_table.ts";
import { mergeSummary, type Summary, type SummaryRow, summarySchema } from "./summary.ts";

/** Where the summary goes. */
interface WriteSummaryOptions {
  /** The results folder; "results" by default. */
  folder?: string;
  /** Corpora without data, named in the Markdown. */
  missing?: readonly MissingCorpus[];
}

/**
 * Reads `folder`'s summary.json.
 *
 * @returns null where there is none
 * @throws UserError where it is malformed
 */
export async function readSummary(folder = "results"): Promise<Summary | null> {
  const path = join(folder, "summary.json");
  return pathExists(path) ? await readJson(path, summarySchema) : null;
}

/**
 * Merges `measured` into the summary and writes both files, each whole or not at all.
 *
 * @returns the merged summary
 * @throws UserError where the existing file is malformed: it is left as it is
 */
export async function writeSummary(
  measured: Summary,
  { folder = "results", missing = [] }: WriteSummaryOptions = {},
): Promise<Summary> {
  const summary = mergeSummary(await readSummary(folder), summarySchema.parse(measured));
  await writeFileWhole(join(folder, "summary.json"), JSON.stringify(summary, null, 2) + "\n");
  await writeFileWhole(join(folder, "summary.md"), summaryMarkdown(summary, missing));
  return summary;
}

function summaryMarkdown(summary: Summary, missing: readonly MissingCorpus[]): string {
  const { environment, command, rows } = summary;
  const gaps = leakageGaps(rows);
  const speakers = speakerScores(rows);
  const earlier = rows.filter((row) => row.earlier).length;
  const source = environment.source as { commit?: string; dirty?: boolean } | null | undefined;
  const commit = source?.commit
    ? `commit ${source.commit.slice(0, 12)}${source.dirty ? " with changes" : ""}`
    : null;
  const machine = [
    environment.time,
    environment.cpu,
    environment.cores && `${environment.cores} cores`,
    environment.deno && `Deno ${environment.deno}`,
    commit,
  ].filter(Boolean).join(", ");
  return [
    "# Published against ours",
    "",
    `Written by \`${command}\`${machine ? ` (${machine})` : ""}. ` +
    "The whole environment stands in summary.json." +
    (earlier ? ` ${earlier} of ${rows.length} rows are from earlier commands, named there.` : ""),
    "",
    benchTable(rows, { missing }).markdown,
    ...gaps.length
      ? ["## What unseen speakers and texts cost", "", leakageGapTable(gaps).markdown, ""]
      : [],
    ...speakers.length ? ["## By speaker", "", speakerTable(speakers).markdown, ""] : [],
  ].join("\n");
}

/**
 * The accuracies of the publications' networks and, of each corpus under each protocol, the best of
 * the others under each kind of knowledge; the same runs under other labels (such as FER+'s) are
 * left to the table. Ordered by corpus, then from the strictest protocol's lowest accuracy to the
 * highest.
 */
export function picturedRows(rows: readonly SummaryRow[]): SummaryRow[] {
  const accuracies = rows.filter(({ metric }) => metric === "accuracy");
  const ofOwnLabels = accuracies.filter((row) =>
    !accuracies.some(({ model, run }) => run === row.run && row.model.startsWith(`${model},`))
  );
  const chosen = new Set<SummaryRow>();
  const places = Map.groupBy(
    ofOwnLabels,
    ({ corpus, protocol, knowledge }) => `${corpus} ${protocol} ${knowledge}`,
  );
  for (const competing of places.values()) {
    const others = competing.filter(({ published }) => published === null);
    for (const row of competing) if (row.published !== null) chosen.add(row);
    if (others.length > 0) {
      chosen.add(others.reduce((best, row) => row.mean > best.mean ? row : best));
    }
  }
  return [...chosen].sort((a, b) => a.corpus.localeCompare(b.corpus) || a.mean - b.mean);
}

/**
 * Draws the summary's accuracies, those of {@link picturedRows}, into `folder`; `titleOf` gives a
 * corpus's name.
 */
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
    metric: "accuracy on the test set",
  });
  await writeFileWhole(join(folder, "summary.png"), await renderPng(plot));
}

/** The network, and what it knows of the speakers where that is more than nothing. */
function knownModel({ model, knowledge }: SummaryRow): string {
  return knowledge === "nothing" ? model : `${model}; ${knowledgeTitles[knowledge]}`;
}
