import { join } from "node:path";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { markdownTable } from "../base/text.ts";
import { corpusTitle } from "../data/registry.ts";
import { knowledgeTitles } from "../metrics/knowledge.ts";
import { publishedComparisonPlot } from "../plot/published_comparison_plot.ts";
import { renderPng } from "../plot/render.ts";
import type { PlotSpec } from "../plot/theme.ts";
import { benchTable, metricTitle } from "./bench_table.ts";
import { intervalNote } from "./compare_with_published.ts";
import { leakageGaps, leakageGapTable } from "./leakage_gap.ts";
import { paperFAccuracy } from "./published/paper_f.ts";
import { paperSTable3 } from "./published/paper_s.ts";
import {
  pngWithSources,
  publishedFolder,
  sourcesComment,
  sourcesOf,
  summarySources,
} from "./results_files.ts";
import { speakerScores, speakerTable } from "./speaker_table.ts";
import {
  mergeSummary,
  type Summary,
  type SummaryRow,
  summarySchema,
  summaryText,
} from "./summary.ts";

/**
 * Reads `folder`'s summary.json.
 *
 * @returns null where there is none
 * @throws UserError where it is malformed
 */
export async function readSummary(folder: string = publishedFolder): Promise<Summary | null> {
  const path = join(folder, "summary.json");
  return pathExists(path) ? await readJson(path, summarySchema) : null;
}

/**
 * Merges `measured` into `folder`'s summary.json and makes its tables and its picture anew, each
 * file whole or not at all.
 *
 * @returns the merged summary
 * @throws UserError where the existing file is malformed: it is left as it is
 */
export async function writeSummary(measured: Summary, folder: string): Promise<Summary> {
  const summary = mergeSummary(await readSummary(folder), summarySchema.parse(measured));
  await writeFileWhole(join(folder, "summary.json"), summaryText(summary));
  await renderSummary(folder);
  return summary;
}

/**
 * Makes summary.md and summary.png anew from `folder`'s summary.json; nothing where there is none.
 */
export async function renderSummary(folder: string): Promise<void> {
  const summary = await readSummary(folder);
  if (summary === null) return;
  const sources = await sourcesOf(folder, summarySources);
  const markdown = `${summaryMarkdown(summary)}\n${sourcesComment(sources)}\n`;
  await writeFileWhole(join(folder, "summary.md"), markdown);
  if (picturedRows(summary.rows).length === 0) return;
  const picture = await renderPng(comparisonPicture(summary));
  await writeFileWhole(join(folder, "summary.png"), pngWithSources(picture, sources));
}

function summaryMarkdown(summary: Summary): string {
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
    mainTable(rows),
    "",
    "In %, with the 95 % interval of ours. “Same split”: as the paper divides its data, or, for " +
    "FER2013, the publishers' test set. “Unseen speakers”: each speaker left out in turn, one " +
    "clip at a time, nothing else known of the speaker. All rows:",
    "",
    "## All rows",
    "",
    `Written by \`${command}\`${machine ? ` (${machine})` : ""}. ` +
    "Each row's command and environment stand in summary.json." +
    (earlier ? ` ${earlier} of ${rows.length} rows are from earlier commands, named there.` : ""),
    "",
    benchTable(rows).markdown,
    ...gaps.length
      ? ["## What unseen speakers and texts cost", "", leakageGapTable(gaps).markdown, ""]
      : [],
    ...speakers.length ? ["## By speaker", "", speakerTable(speakers).markdown, ""] : [],
  ].join("\n");
}

/**
 * The papers' figures beside ours: every metric of a corpus that was measured, and the accuracy of
 * one that was not.
 */
function mainTable(rows: readonly SummaryRow[]): string {
  const real = rows.filter(({ synthetic }) => !synthetic);
  const figures = [...paperSTable3, paperFAccuracy].map((figure) => {
    const ours = (protocol: SummaryRow["protocol"]) =>
      real.find((row) =>
        row.corpus === figure.corpus && row.model === figure.model &&
        row.metric === figure.metric && row.protocol === protocol && row.knowledge === "nothing"
      );
    return { figure, same: ours("paper") ?? ours("official"), unseen: ours("speaker") };
  });
  const isMeasured = (corpus: string) =>
    figures.some(({ figure, same, unseen }) => figure.corpus === corpus && (same ?? unseen));
  const percent = (fraction: number) => (100 * fraction).toFixed(2);
  const cell = (row: SummaryRow | undefined) => {
    if (!row) return "–";
    const { mean, interval } = row;
    return percent(mean) +
      (interval ? ` (${percent(interval.low)} to ${percent(interval.high)})` : "");
  };
  const shown = figures.filter(({ figure }) =>
    isMeasured(figure.corpus) || figure.metric === "accuracy"
  );
  return markdownTable(
    [
      "data set",
      "network",
      "metric",
      "published",
      "ours, same split",
      "ours, unseen speakers, nothing known",
    ],
    shown.map(({ figure: { corpus, model, metric, value }, same, unseen }) => [
      corpusTitle(corpus),
      model,
      metricTitle(metric),
      percent(value),
      isMeasured(corpus) ? cell(same) : "not measured",
      cell(unseen),
    ]),
    ["left", "left", "left", "right", "right", "right"],
  );
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

/** The summary's accuracies, those of {@link picturedRows}, published and ours. */
export function comparisonPicture({ rows }: Summary): PlotSpec {
  const figures = picturedRows(rows).map((row) => ({
    ...row,
    corpus: `${corpusTitle(row.corpus)}: ${knownModel(row)}`,
    over: row.interval ? intervalNote(row.interval) : "no interval",
  }));
  return publishedComparisonPlot(figures, {
    title: "Accuracy: published against measured",
    metric: "accuracy on the test set",
  });
}

/** The network, and what it knows of the speakers where that is more than nothing. */
function knownModel({ model, knowledge }: SummaryRow): string {
  return knowledge === "nothing" ? model : `${model}; ${knowledgeTitles[knowledge]}`;
}
