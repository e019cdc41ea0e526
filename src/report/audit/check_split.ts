/** In: a set's parts. Out: whether they add up to the set, and are the shares that are stated. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { checkTotal } from "./check_total.ts";
import { percent, printedHow } from "./printed_figure.ts";

/**
 * The parts against the whole set, and each stated share against the part's share of all parts.
 * A share may also be a part's count before rounding to whole clips.
 */
export function checkSplit(
  { subject, source, whole, parts }: AuditEntry<"splits">,
): AuditFinding[] {
  const counts = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part.count]),
  );
  const sum = Object.values(counts).reduce((total, value) => total + value, 0);
  const total = checkTotal({ subject, source, counts, stated: whole });
  const shares = Object.entries(parts).flatMap(([name, { count, share }]): AuditFinding[] => {
    if (!share) return [];
    const exact = share.value * sum;
    const agrees = Math.abs(count - exact) <= 1 || printedHow(count / sum, share) !== null;
    return [{
      check: "a part is its stated share",
      subject: `${subject}, ${name}`,
      verdict: agreement(agrees),
      arithmetic: `${count} / ${sum} = ${percent(count / sum)}; stated: ${share.text}, which is ` +
        `${exact.toFixed(2)} of ${sum}`,
      source,
    }];
  });
  return [{ ...total, check: "parts add up to the set" }, ...shares];
}
