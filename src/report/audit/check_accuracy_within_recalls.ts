/** In: each class's recall and the accuracy. Out: whether the accuracy lies between them. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent, type PrintedFigure, printedRange } from "./printed_figure.ts";

/**
 * The accuracy is the mean of the classes' recalls, weighted by their clips, so it lies between the
 * least and the greatest, whatever the classes' sizes are. Where a class's true positive and false
 * negative rates do not add up, its recall may be either the one or 1 minus the other; the widest
 * span is granted.
 */
export function checkAccuracyWithinRecalls(
  { subject, accuracy, classes }: AuditEntry<"classTables">,
): AuditFinding[] {
  const direct = classes.map(({ truePositive }) => printedRange(truePositive));
  const either = classes.map(({ truePositive, falseNegative }) =>
    span(truePositive, falseNegative)
  );
  const recalls = [...classes].sort((a, b) => a.truePositive.value - b.truePositive.value);
  const [least, greatest] = [recalls[0], recalls.at(-1)!];
  const printed = printedRange(accuracy.value);
  const within = (spans: { low: number; high: number }[]) =>
    printed.high >= Math.min(...spans.map(({ low }) => low)) &&
    printed.low <= Math.max(...spans.map(({ high }) => high));
  const balanced = classes.reduce(
    (total, { truePositive, trueNegative }) =>
      total + (truePositive.value + trueNegative.value) / 2,
    0,
  ) / classes.length;
  const highest = Math.max(...either.map(({ high }) => high));
  const lowest = Math.min(...either.map(({ low }) => low));
  const source = `${accuracy.source}; ${least.source} to ${greatest.source}`;
  return [
    {
      check: "the accuracy lies between the classes' recalls",
      subject,
      verdict: agreement(within(direct)),
      arithmetic: `accuracy ${accuracy.value.text}; recalls (true positive rates) run from ` +
        `${least.truePositive.text} (${least.name}) to ${greatest.truePositive.text} ` +
        `(${greatest.name}), and an accuracy is a weighted mean of them; the mean of (true positive + ` +
        `true negative rate) / 2, class by class, would be ${percent(balanced)}`,
      source,
    },
    {
      check: "the accuracy lies between the classes' recalls, read from false negatives too",
      subject,
      verdict: agreement(within(either)),
      arithmetic:
        `accuracy ${accuracy.value.text}; with each class's recall anywhere between its ` +
        `true positive rate and 100 % minus its false negative rate, a weighted mean lies from ` +
        `${percent(lowest)} to ${percent(highest)}`,
      source,
    },
  ];
}

/** From the lesser to the greater of a rate and 1 minus its complement. */
function span(rate: PrintedFigure, complement: PrintedFigure): { low: number; high: number } {
  const direct = printedRange(rate);
  const turned = printedRange(complement);
  return {
    low: Math.min(direct.low, 1 - turned.high),
    high: Math.max(direct.high, 1 - turned.low),
  };
}
