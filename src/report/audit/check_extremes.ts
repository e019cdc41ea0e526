/** In: a claim which values are the greatest or least. Out: whether they are. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";

/** The named ones against as many from the top, or the bottom, of the list. */
export function checkExtremes(
  { subject, source, which, named, values }: AuditEntry<"extremes">,
): AuditFinding {
  const sign = which === "highest" ? -1 : 1;
  const ranked = Object.entries(values).sort(([, a], [, b]) => sign * (a.value - b.value));
  const last = ranked[named.length - 1][1].value;
  const agrees = named.every((name) => values[name] && sign * (values[name].value - last) <= 0);
  return {
    check: `the named are the ${which}`,
    subject,
    verdict: agreement(agrees),
    arithmetic: `named: ${named.join(", ")}; in order: ` +
      ranked.map(([name, { text }]) => `${name} ${text}`).join(", "),
    source,
  };
}
