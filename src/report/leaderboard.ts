/**
 * EmoBox's leaderboard (pretrained speech models, frozen, with a trained head) with our networks in
 * it, measured on the same published fold.
 */
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { type Alignment, markdownTable, textTable } from "../base/text.ts";
import publishedTable from "./published/emobox_leaderboard.csv" with { type: "text" };
import type { SummaryRow } from "./summary.ts";

const percent = z.coerce.number().min(0).max(100).transform((value) => value / 100);

const publishedSchema = z.array(z.object({
  corpus: z.string().min(1),
  model: z.string().min(1),
  unweightedAccuracy: percent,
  weightedAccuracy: percent,
  macroF1: percent,
}));

/** One line of the leaderboard; scores are fractions. */
interface LeaderboardLine {
  model: string;
  /** Weighted accuracy (WA): the share of clips that are right. */
  weightedAccuracy: number;
  /** Unweighted accuracy (UA): the mean of the classes' recalls. */
  unweightedAccuracy: number;
  macroF1: number;
  /** Seeds of ours; null for a published line. */
  seeds: number | null;
}

/** The published lines of `corpus` and ours among `rows`, the best weighted accuracy first. */
export function leaderboard(corpus: string, rows: readonly SummaryRow[]): LeaderboardLine[] {
  const published = publishedSchema.parse(parse(publishedTable, { columns: true }))
    .filter((line) => line.corpus === corpus)
    .map(({ corpus: _corpus, ...line }): LeaderboardLine => ({ ...line, seeds: null }));
  const ofFold = rows.filter((row) =>
    row.corpus === corpus && row.protocol === "emobox" && !row.synthetic
  );
  const ours = [...Map.groupBy(ofFold, ({ model }) => model)].flatMap(([model, own]) => {
    const row = (metric: SummaryRow["metric"]) => own.find((one) => one.metric === metric);
    const [accuracy, recall, f1] = [row("accuracy"), row("macroRecall"), row("macroF1")];
    if (!accuracy || !recall || !f1) return [];
    return [{
      model,
      weightedAccuracy: accuracy.mean,
      unweightedAccuracy: recall.mean,
      macroF1: f1.mean,
      seeds: accuracy.seeds.length,
    }];
  });
  return [...published, ...ours].sort((a, b) => b.weightedAccuracy - a.weightedAccuracy);
}

/** The corpora of the leaderboard that `rows` hold figures of. */
export function leaderboardCorpora(rows: readonly SummaryRow[]): string[] {
  const ours = rows.filter(({ protocol, synthetic }) => protocol === "emobox" && !synthetic);
  return [...new Set(ours.map(({ corpus }) => corpus))];
}

/** The leaderboard as a table, scores in %, for a terminal and in Markdown. */
export function leaderboardTable(
  lines: readonly LeaderboardLine[],
): { text: string; markdown: string } {
  const header = ["model", "WA", "UA", "macro F1", "by"];
  const rows = lines.map((line) => [
    line.model,
    ...[line.weightedAccuracy, line.unweightedAccuracy, line.macroF1]
      .map((value) => (100 * value).toFixed(2)),
    line.seeds === null ? "EmoBox" : `Duygu, ${line.seeds} ${line.seeds === 1 ? "seed" : "seeds"}`,
  ]);
  const alignment: Alignment[] = ["left", "right", "right", "right", "left"];
  return {
    text: textTable(header, rows, alignment),
    markdown: markdownTable(header, rows, alignment),
  };
}
