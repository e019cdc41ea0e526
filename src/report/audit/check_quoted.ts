/** In: one figure as it stands in several places. Out: whether they agree. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { printedRange } from "./printed_figure.ts";

/** All must be roundings of one exact value: the ranges that they can stand for must overlap. */
export function checkQuoted({ subject, figures }: AuditEntry<"quoted">): AuditFinding {
  const ranges = figures.map(({ value }) => printedRange(value));
  const low = Math.max(...ranges.map((range) => range.low));
  const high = Math.min(...ranges.map((range) => range.high));
  return {
    check: "a figure is the same in all places",
    subject,
    verdict: agreement(low <= high),
    arithmetic: figures.map(({ source, value }) => `${value.text} (${source})`).join("; "),
    source: figures.map(({ source }) => source).join("; "),
  };
}
