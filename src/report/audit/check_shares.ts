/** In: shares of a whole, as printed. Out: whether they add up to all of it. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent } from "./printed_figure.ts";

/** Adds shares up; each may be half a unit of its last digit off, or a whole one where cut off. */
export function checkShares({ subject, source, shares }: AuditEntry<"shares">): AuditFinding {
  const printed = Object.values(shares);
  const sum = printed.reduce((total, { value }) => total + value, 0);
  const units = printed.reduce((total, { unit }) => total + unit, 0);
  const agrees = sum <= 1 + units / 2 + 1e-9 && sum >= 1 - units - 1e-9;
  return {
    check: "shares add up to 100 %",
    subject,
    verdict: agreement(agrees),
    arithmetic: `${printed.map(({ text }) => text).join(" + ")} = ${percent(sum)}`,
    source,
  };
}
