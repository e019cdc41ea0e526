/** In: the ablation's rows. Out: their table, for a terminal and as a document. */
import { markdownTable, textTable } from "../../src/base/text.ts";
import { knowledgeTitles } from "../../src/metrics/knowledge.ts";
import type { AblationRow } from "./ablation_row.ts";
import { NOTES } from "./notes.ts";

const HEADER = [
  "corpus",
  "network",
  "variant",
  "known of speakers",
  "accuracy, %",
  "sd over seeds",
  "95 %, t over speakers",
  "difference, 95 % t over speakers",
];

const percent = (value: number) => (100 * value).toFixed(1);

const range = (interval: { low: number; high: number } | null) =>
  interval ? `${percent(interval.low)} to ${percent(interval.high)}` : "-";

function cells(row: AblationRow): string[] {
  const { difference } = row;
  return [
    row.corpus,
    row.network,
    row.variant,
    row.knowledge ? knowledgeTitles[row.knowledge] : "-",
    percent(row.mean),
    row.sd === null ? "-" : percent(row.sd),
    range(row.speakerInterval),
    difference ? `${percent(difference.mean)} (${range(difference.speakerInterval)})` : "-",
  ];
}

/** For a terminal. */
export function tableOf(rows: readonly AblationRow[]): string {
  return textTable(HEADER, rows.map(cells));
}

/** A document with {@link NOTES}, for `command`. */
export function ablationMarkdown(rows: readonly AblationRow[], command: string): string {
  return [
    "# What each part is worth to unseen speakers",
    "",
    "Leave one speaker out, mean over all speakers of the corpus; chance is 25 % (TurEV-DB) and",
    "14 % (TESS). Networks use as much of what is known of the speakers as the column says; rows",
    "without it are of before it was kept, with unlabelled clips where features are normalised per",
    "speaker.",
    "",
    markdownTable(HEADER, rows.map(cells)),
    "",
    ...NOTES,
    "",
    `Command: \`${command}\`.${earlierText(rows)}`,
    "",
  ].join("\n");
}

function earlierText(rows: readonly AblationRow[]): string {
  const count = rows.filter((row) => row.earlier).length;
  return count > 0
    ? ` ${count} of ${rows.length} rows are earlier commands', named in the JSON.`
    : "";
}
