import { join } from "node:path";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { markdownTable } from "../base/text.ts";
import { corpusTitle } from "../data/registry.ts";
import { renderPng } from "../plot/render.ts";
import { benchTable, metricTitle, percent } from "./bench_table.ts";
import { comparisonPicture } from "./comparison_picture.ts";
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
  const picture = comparisonPicture(summary.rows);
  if (picture === null) return;
  const png = pngWithSources(await renderPng(picture), sources);
  await writeFileWhole(join(folder, "summary.png"), png);
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
