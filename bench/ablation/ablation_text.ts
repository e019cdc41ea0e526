/** In: the ablation's rows. Out: their table, for a terminal and as a document. */
import { markdownTable, textTable } from "../../src/base/text_table.ts";
import type { AblationRow } from "./ablation_row.ts";
import { NOTES } from "./notes.ts";

const HEADER = [
  "corpus",
  "network",
  "variant",
  "accuracy, %",
  "sd over seeds",
  "95 %, over speakers",
  "difference, 95 % over speakers",
];

const percent = (value: number) => (100 * value).toFixed(1);

function cells(row: AblationRow): string[] {
  const { low, high } = row.speakerInterval;
  const { difference } = row;
  return [
    row.corpus,
    row.network,
    row.variant,
    percent(row.mean),
    row.sd === null ? "-" : percent(row.sd),
    `${percent(low)} to ${percent(high)}`,
    difference
      ? `${percent(difference.mean)} (${percent(difference.speakerInterval.low)} to ` +
        `${percent(difference.speakerInterval.high)})`
      : "-",
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
    "14 % (TESS). Features normalised per speaker need several unlabelled clips of a new speaker.",
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
