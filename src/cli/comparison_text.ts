/** In: two compared runs. Out: their tables for a terminal, with what the differences mean. */
import { type Alignment, textTable } from "../base/text_table.ts";
import type { RunComparison } from "../report/compare_runs.ts";

const titles: Record<RunComparison["metrics"][number]["name"], string> = {
  accuracy: "accuracy",
  macroPrecision: "macro precision",
  macroRecall: "macro recall",
  macroF1: "macro F1",
  aucProbability: "AUC, from probabilities",
  aucHardLabel: "AUC, from hard labels",
  logLoss: "log loss, nats (lower is better)",
  brierScore: "Brier score (lower is better)",
  expectedCalibrationError: "calibration error (lower is better)",
};

const alignment: Alignment[] = ["left", "right", "right", "right"];

/** Metrics side by side, then the difference in accuracy, its intervals and McNemar's test. */
export function comparisonText(comparison: RunComparison): string {
  const { count, onlyFirst, onlySecond, metrics, mcnemar } = comparison;
  const rows = metrics.map(({ name, first, second, difference }) => [
    titles[name],
    number(first),
    number(second),
    difference === null ? "-" : signed(difference),
  ]);
  const left = onlyFirst + onlySecond
    ? `; ${onlyFirst} clips of the first and ${onlySecond} of the second are left out`
    : "";
  const { accuracyDifference: byClip, accuracyDifferenceBySpeaker: bySpeaker } = comparison;
  const interval = ({ low, high }: { low: number; high: number }) =>
    `${signed(low)} to ${signed(high)}`;
  return [
    `${count} test clips of both${left}`,
    "",
    textTable(["metric", "first", "second", "difference"], rows, alignment),
    "",
    `Accuracy, second less first: 95 % interval ${interval(byClip)} over clips` +
    (bySpeaker ? `, ${interval(bySpeaker)} over whole speakers` : ""),
    `McNemar: ${mcnemar.onlyFirst} clips only the first got right, ${mcnemar.onlySecond} only the ` +
    `second; exact p = ${mcnemar.exactP.toPrecision(3)}, with continuity correction p = ` +
    mcnemar.correctedP.toPrecision(3),
    mcnemar.exactP < 0.05
      ? "The runs differ on these clips by more than chance would have it (p < 0.05)."
      : "On these clips the difference may be chance (p is not below 0.05).",
    "Both are single runs: how much another seed changes, this does not say.",
  ].join("\n");
}

const number = (value: number | null) => value === null ? "-" : value.toFixed(4);
const signed = (value: number) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(4);
