/** In: two compared runs. Out: their tables for a terminal, with what the differences mean. */
import { type Alignment, textTable } from "../base/text.ts";
import type { RunComparison } from "../report/compare_runs.ts";

const titles: Record<RunComparison["metrics"][number]["name"], string> = {
  accuracy: "accuracy",
  macroPrecision: "macro precision",
  macroRecall: "UAR (macro recall)",
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
    ...speakersPart(comparison),
    "Both are of one seed: how much another seed changes, this does not say.",
  ].join("\n");
}

/** What the clips' speakers say of others. */
function speakersPart({ bySpeaker, speakerDifference }: RunComparison): string[] {
  if (bySpeaker === null || speakerDifference === null || bySpeaker.length < 2) return [];
  const { mean, count, student, bootstrap } = speakerDifference;
  const { low, high } = student!;
  const range = (own: { low: number; high: number }) => `${signed(own.low)} to ${signed(own.high)}`;
  return [
    "",
    textTable(
      ["speaker", "clips", "first", "second", "difference"],
      bySpeaker.map(({ speaker, n, first, second }) => [
        ...[speaker, String(n), number(first), number(second), signed(second - first)],
      ]),
      ["left", "right", "right", "right", "right"],
    ),
    "",
    `Over ${count} speakers, each alike: ${signed(mean)}, 95 % interval ${range(student!)} (t)` +
    (bootstrap ? `, ${range(bootstrap)} (cluster bootstrap)` : ""),
    low <= 0 && high >= 0
      ? "For other speakers the difference may be chance: the t interval holds 0."
      : "The runs differ for speakers such as these: the t interval does not hold 0.",
  ];
}

const number = (value: number | null) => value === null ? "-" : value.toFixed(4);
const signed = (value: number) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(4);
