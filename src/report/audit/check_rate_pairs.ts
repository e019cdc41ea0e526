/** In: one-against-the-rest tables. Out: whether the rates of each class add up. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent, type PrintedFigure } from "./printed_figure.ts";

/** Hits and misses share out a class's clips; false alarms and rejections share out the others. */
export function checkRatePairs({ classes }: AuditEntry<"classTables">): AuditFinding[] {
  return classes.flatMap((own) => [
    pair(own, "true positive + false negative", own.truePositive, own.falseNegative),
    pair(own, "true negative + false positive", own.trueNegative, own.falsePositive),
  ]);
}

function pair(
  { name, source }: { name: string; source: string },
  what: string,
  first: PrintedFigure,
  second: PrintedFigure,
): AuditFinding {
  const sum = first.value + second.value;
  const unit = Math.max(first.unit, second.unit);
  // Rounded, the sum is off by one unit at most; cut off, it may lack two.
  const agrees = sum <= 1 + unit + 1e-9 && sum >= 1 - 2 * unit - 1e-9;
  return {
    check: "the two rates of a pair add up to 100 %",
    subject: `${name}: ${what}`,
    verdict: agreement(agrees),
    arithmetic: `${first.text} + ${second.text} = ${percent(sum)}`,
    source,
  };
}
