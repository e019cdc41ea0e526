import { type Alignment, markdownTable, textTable } from "../base/text.ts";
import type { Interval } from "../metrics/intervals.ts";
import { type Knowledge, knowledgeTitles } from "../metrics/knowledge.ts";
import { intervalNote, reachOf } from "./compare_with_published.ts";
import type { SummaryRow } from "./summary.ts";

/** One model's figure under the random split and under a stricter one. */
export interface LeakageGap {
  /** The corpus's id. */
  corpus: string;
  /** The network's name. */
  model: string;
  /** Which metric both figures are of. */
  metric: SummaryRow["metric"];
  /** Whether both come from generated data. */
  synthetic: boolean;
  /** The stricter one. */
  protocol: SummaryRow["protocol"];
  /** What the stricter figure takes to be known of the test speakers. */
  knowledge: Knowledge;
  /** Under the random split, as a fraction. */
  random: number;
  /** Under the stricter one. */
  strict: number;
  /** `strict` minus `random`: what a user meets less of than the random split promises. */
  gap: number;
  /** 95 % interval of the gap, from both rows' own; null where one of them has none. */
  interval: Interval | null;
  /**
   * What the stricter row's interval is over, such as "t over 6 speakers"; null where it has none.
   */
  over: string | null;
}

/**
 * The gap of each stricter protocol to the random split ("paper") of the same corpus, model and
 * metric, in the rows' order. The publishers' own test set is no stricter split; what has no random
 * split beside it has no gap.
 *
 * @example
 * ```ts
 * leakageGaps(summary.rows)[0].gap; // -0.51
 * ```
 */
export function leakageGaps(
  rows: readonly SummaryRow[],
  metric: SummaryRow["metric"] = "accuracy",
): LeakageGap[] {
  const own = rows.filter((row) => row.metric === metric);
  return own.flatMap((strict) => {
    if (strict.protocol === "paper" || strict.protocol === "official") return [];
    const random = own.find((row) =>
      row.protocol === "paper" && row.corpus === strict.corpus && row.model === strict.model &&
      row.synthetic === strict.synthetic
    );
    return random ? [gapOf(random, strict)] : [];
  });
}

function gapOf(random: SummaryRow, strict: SummaryRow): LeakageGap {
  const { corpus, model, metric, synthetic, protocol, knowledge } = strict;
  const gap = strict.mean - random.mean;
  const [ofRandom, ofStrict] = [reachOf(random.interval), reachOf(strict.interval)];
  const reach = ofRandom === null || ofStrict === null ? null : Math.hypot(ofRandom, ofStrict);
  return {
    corpus,
    model,
    metric,
    synthetic,
    protocol,
    knowledge,
    gap,
    random: random.mean,
    strict: strict.mean,
    interval: reach === null ? null : { low: gap - reach, high: gap + reach },
    over: strict.interval && intervalNote(strict.interval),
  };
}

/** The gaps in percentage points, a line each, for a terminal and in Markdown. */
export function leakageGapTable(
  gaps: readonly LeakageGap[],
  columns?: number,
): { text: string; markdown: string } {
  const header = [
    "corpus",
    "model",
    "metric",
    "protocol",
    "known of speakers",
    "random",
    "strict",
    "gap",
    "95 %",
    "over",
  ];
  const right = new Set(["random", "strict", "gap", "95 %"]);
  const alignment = header.map((name): Alignment => right.has(name) ? "right" : "left");
  const points = (fraction: number) => (100 * fraction).toFixed(1).replace("-", "−");
  const cells = gaps.map(({ corpus, synthetic, model, metric, protocol, ...figures }) => [
    synthetic ? `${corpus} (SYNTHETIC)` : corpus,
    model,
    metric,
    protocol,
    knowledgeTitles[figures.knowledge],
    ...[figures.random, figures.strict, figures.gap].map(points),
    figures.interval ? `${points(figures.interval.low)} to ${points(figures.interval.high)}` : "–",
    figures.over ?? "–",
  ]);
  return {
    text: textTable(header, cells, alignment, { columns, drop: ["over", "95 %"] }),
    markdown: markdownTable(header, cells, alignment),
  };
}
