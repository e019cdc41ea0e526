/** In: newly measured rows. Out: results/summary.json and its twin summary.md, merged and whole. */
import { join } from "node:path";
import { readJson } from "../base/json.ts";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { benchTable, type MissingCorpus } from "./bench_table.ts";
import { leakageGaps, leakageGapTable } from "./leakage_gap.ts";
import { speakerScores, speakerTable } from "./speaker_table.ts";
import { mergeSummary, type Summary, summarySchema } from "./summary.ts";

/** Where the summary goes. */
export interface WriteSummaryOptions {
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
