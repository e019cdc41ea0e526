/** In: numbers and their limits. Out: whether all keep them, and which lie at one. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";

/** Both limits are allowed values; an optimum at a limit hints that the space was too narrow. */
export function checkLimits({ subject, source, values }: AuditEntry<"limits">): AuditFinding {
  const all = Object.entries(values);
  const outside = all.filter(([, { value, low, high }]) => value < low || value > high);
  const atLimit = all.filter(([, { value, low, high }]) => value === low || value === high);
  const list = (entries: typeof all) =>
    entries.map(([name, { value, low, high }]) => `${name} ${value} (${low} to ${high})`).join(
      ", ",
    );
  return {
    check: "values lie within their limits",
    subject,
    verdict: agreement(outside.length === 0),
    arithmetic: [
      outside.length > 0
        ? `${outside.length} of ${all.length} outside: ${list(outside)}`
        : `all ${all.length} inside`,
      ...atLimit.length > 0 ? [`at a limit: ${list(atLimit)}`] : [],
    ].join("; "),
    source,
  };
}
