import { type Alignment, markdownTable, textTable } from "../base/text.ts";
import { knowledgeTitles } from "../metrics/knowledge.ts";
import type { SummaryRow } from "./summary.ts";

/** What one network reached on one held-out speaker, mean over seeds; fractions. */
interface SpeakerScore {
  /** The row of the accuracy. */
  row: SummaryRow;
  speaker: string;
  /** Test clips of the speaker. */
  n: number;
  accuracy: number;
  /** Over the classes that the speaker has; null where the summary has no row of it. */
  uar: number | null;
}

/** The speakers of every row that tells them, in the rows' order. */
export function speakerScores(rows: readonly SummaryRow[]): SpeakerScore[] {
  return rows.filter(({ metric }) => metric === "accuracy").flatMap((row) => {
    const recalls = recallsOf(row, rows)?.bySpeaker;
    return (row.bySpeaker ?? []).map(({ speaker, n, value }) => {
      const uar = recalls?.find((own) => own.speaker === speaker)?.value ?? null;
      return { row, speaker, n, accuracy: value, uar };
    });
  });
}

/** What one network reached on one group of speakers; fractions. */
interface GroupRow {
  /** The row of the accuracy. */
  row: SummaryRow;
  accuracy: NonNullable<SummaryRow["byGroup"]>[number];
  uar: NonNullable<SummaryRow["byGroup"]>[number];
}

/** The groups by sex and age of every row that tells them, in the rows' order. */
export function groupRows(rows: readonly SummaryRow[]): GroupRow[] {
  return rows.filter(({ metric }) => metric === "accuracy").flatMap((row) => {
    const recalls = recallsOf(row, rows)?.byGroup ?? [];
    return (row.byGroup ?? []).flatMap((accuracy) => {
      const { trait, name } = accuracy;
      const uar = recalls.find((own) => own.trait === trait && own.name === name);
      return uar ? [{ row, accuracy, uar }] : [];
    });
  });
}

/** The row of the UAR beside that of the accuracy. */
export function recallsOf(row: SummaryRow, rows: readonly SummaryRow[]): SummaryRow | undefined {
  const { corpus, model, protocol, knowledge, synthetic } = row;
  return rows.find((other) =>
    other.metric === "macroRecall" && other.corpus === corpus && other.model === model &&
    other.protocol === protocol && other.knowledge === knowledge && other.synthetic === synthetic
  );
}

/** Scores by speaker as a table in percent, for a terminal and in Markdown. */
export function speakerTable(
  scores: readonly SpeakerScore[],
): { text: string; markdown: string } {
  const header = [
    "corpus",
    "model",
    "protocol",
    "known of speakers",
    "speaker",
    "n",
    "accuracy",
    "UAR",
  ];
  const alignment = header.map((_, at): Alignment => at > 4 ? "right" : "left");
  const percent = (fraction: number | null) =>
    fraction === null ? "–" : (100 * fraction).toFixed(1);
  const cells = scores.map(({ row, speaker, n, accuracy, uar }) => [
    row.synthetic ? `${row.corpus} (SYNTHETIC)` : row.corpus,
    row.model,
    row.protocol,
    knowledgeTitles[row.knowledge],
    speaker,
    String(n),
    percent(accuracy),
    percent(uar),
  ]);
  return {
    text: textTable(header, cells, alignment),
    markdown: markdownTable(header, cells, alignment),
  };
}
