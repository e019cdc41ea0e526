/** In: counts and their stated total. Out: whether they add up to it. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";

/** Adds the counts up. */
export function checkTotal(
  { subject, source, counts, stated }: AuditEntry<"totals">,
): AuditFinding {
  const numbers = Object.values(counts);
  const sum = numbers.reduce((total, value) => total + value, 0);
  return {
    check: "counts add up",
    subject,
    verdict: agreement(sum === stated),
    arithmetic: `${numbers.join(" + ")} = ${sum}; stated: ${stated}` +
      (sum === stated ? "" : `, ${Math.abs(sum - stated)} ${sum < stated ? "more" : "fewer"}`),
    source,
  };
}
