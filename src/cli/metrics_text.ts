import { type Alignment, textTable } from "../base/text.ts";
import type { Metrics } from "../metrics/evaluate_predictions.ts";
import type { Gap } from "../metrics/group_gaps.ts";
import { type GroupMetrics, intervalsOverGroups, withinShares } from "../metrics/group_scores.ts";
import type { Interval } from "../metrics/intervals.ts";
import { protocolNote } from "../train/model_card.ts";
import { drawnNote, type TraitScores } from "../train/run_groups.ts";
import type { RunConfig } from "../train/run_config.ts";
import type { PooledFolds } from "../train/run_figures.ts";
import type { RunCorpus } from "../train/runs.ts";

/** Accuracy with its interval, UAR and the other macro scores, and one row a class. */
export function metricsText(metrics: Metrics): string {
  const { accuracy, accuracyInterval: { low, high } } = metrics;
  const overall = textTable(["metric", "value"], [
    [
      "accuracy",
      `${rate(accuracy)}  (95 % interval ${rate(low)} to ${
        rate(high)
      } over these clips, not over speakers)`,
    ],
    ["UAR (macro recall)", rate(metrics.macroRecall)],
    ["macro precision", rate(metrics.macroPrecision)],
    ["macro F1", rate(metrics.macroF1)],
    ["AUC, from probabilities", rate(metrics.aucProbability)],
    ["AUC, from hard labels", rate(metrics.aucHardLabel)],
    ["log loss", `${rate(metrics.logLoss)} nats`],
  ]);
  const header = ["class", "clips", "precision", "recall", "F1", "AUC", "AUC, hard labels"];
  const classes = textTable(
    header,
    metrics.perClass.map((own) => [
      own.name,
      String(own.support),
      ...[own.precision, own.recall, own.f1, own.aucProbability, own.aucHardLabel].map(rate),
    ]),
    rightButFirst(header),
  );
  return `${overall}\n\n${classes}`;
}

/**
 * Accuracy and UAR by speaker, with the intervals of their means over speakers; "" for fewer than
 * two speakers, or unknown ones.
 */
export function speakersText(speakers: readonly GroupMetrics[]): string {
  if (speakers.length < 2) return "";
  const header = ["speaker", "clips", "accuracy", "UAR"];
  const rows = speakers.map((
    { name, metrics },
  ) => [name, String(metrics.count), rate(metrics.accuracy), rate(metrics.macroRecall)]);
  const range = (own: Interval) => {
    const { low, high } = withinShares(own);
    return `${rate(low)} to ${rate(high)}`;
  };
  const overSpeakers = (["accuracy", "macroRecall"] as const).map((name) => {
    const values = speakers.map(({ metrics }) => metrics[name]);
    const { mean, count, student, bootstrap } = intervalsOverGroups(values);
    return `${name === "accuracy" ? "Accuracy" : "UAR"}, mean over ${count} speakers: ` +
      `${rate(mean)}; 95 % over speakers ${range(student!)} (t)` +
      (bootstrap ? `, ${range(bootstrap)} (cluster bootstrap)` : "");
  });
  return [textTable(header, rows, rightButFirst(header)), "", ...overSpeakers].join("\n");
}

/**
 * A table a trait (speaker, sex, age): figures of each group in percent, and in points how its UAR
 * and accuracy differ from all others', with 95 % bootstrap intervals; "" where nothing is known.
 */
export function groupsTable(traits: readonly TraitScores[]): string {
  const points = (fraction: number) => (100 * fraction).toFixed(1);
  const signed = (fraction: number) => (fraction > 0 ? "+" : "") + points(fraction);
  const gapText = (gap: Gap | undefined) =>
    gap ? `${signed(gap.difference)} (${signed(gap.low)} to ${signed(gap.high)})` : "-";
  return traits.map(({ trait, scores }) => {
    const header = [trait, "clips", "acc. %", "UAR %", "accuracy gap", "UAR gap"];
    const rows = scores.map(({ name, clips, accuracy, uar, gap }) => [
      name,
      String(clips),
      points(accuracy),
      points(uar),
      gapText(gap?.accuracy),
      gapText(gap?.uar),
    ]);
    const note = scores.length > 1
      ? `Gaps to all others, in points, 95 % bootstrap: ${drawnNote(scores)}.`
      : "No other group among these clips.";
    return `${textTable(header, rows, rightButFirst(header))}\n${note}`;
  }).join("\n\n");
}

/** Counts, one row an actual class, one column a predicted one. */
export function confusionText({ confusion, perClass }: Metrics): string {
  const names = perClass.map(({ name }) => name);
  const header = ["actual \\ predicted", ...names];
  const rows = confusion.map((counts, index) => [names[index], ...counts.map(String)]);
  return textTable(header, rows, rightButFirst(header));
}

function rate(value: number | null): string {
  return value === null ? "-" : value.toFixed(4);
}

function rightButFirst(header: string[]): Alignment[] {
  return header.map((_, column) => column === 0 ? "left" : "right");
}

/** What a run is, as {@link runText} needs it. */
interface DescribedRun {
  config: Pick<RunConfig, "protocol" | "fold" | "seed" | "voted">;
  corpus: Pick<RunCorpus, "title" | "synthetic" | "kind">;
}

/** Corpus, protocol and seed in one line, and below it what the protocol hides or ensures. */
export function runText({ config, corpus }: DescribedRun): string {
  const { protocol, fold, seed } = config;
  const title = corpus.synthetic ? "SYNTHETIC data (generated, not speech)" : corpus.title;
  const place = fold ? `protocol ${protocol}, fold ${fold}` : `protocol ${protocol}`;
  const table = corpus.kind === "features"
    ? "\n(a table of features, not audio; a small dense network, not the paper's EmotionUnet)"
    : "";
  return `${title}, ${place}, seed ${seed}\n(${protocolNote(config)})${table}`;
}

/** The scores of one fold. */
interface FoldScores {
  fold: string;
  metrics: Pick<Metrics, "count" | "accuracy" | "macroRecall">;
}

/** A row a fold, their mean, and the metrics of all folds' clips together, by class and speaker. */
export function foldsTable(
  folds: readonly FoldScores[],
  { metrics, meanOfFolds, bySpeaker, byTrait }: PooledFolds,
): string {
  const rows = [
    ...folds.map(({ fold, metrics }) => ({ name: fold, ...metrics })),
    { name: "mean of folds", count: metrics.count, ...meanOfFolds },
    { name: "pooled", ...metrics },
  ].map((
    { name, count, accuracy, macroRecall },
  ) => [name, String(count), accuracy.toFixed(4), macroRecall.toFixed(4)]);
  const groups = [speakersText(bySpeaker), groupsTable(byTrait)].filter((text) => text !== "");
  return [
    textTable(["fold", "clips", "accuracy", "UAR"], rows, ["left", "right", "right", "right"]),
    "",
    "All folds' clips together:",
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
    ...groups.flatMap((text) => ["", text]),
  ].join("\n");
}
