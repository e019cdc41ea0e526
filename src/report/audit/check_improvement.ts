/** In: a figure and an earlier one that it is said to beat. Out: whether chance could do that. */
import { wilsonInterval } from "../../metrics/intervals.ts";
import type { AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent } from "./printed_figure.ts";

/**
 * The earlier figure against the 95 % interval of the new one on its test part. The earlier figure
 * is taken as exact, which favours the claim: its own test part adds to the doubt.
 */
export function checkImprovement(
  { subject, source, tested, value, earlier }: AuditEntry<"improvements">,
): AuditFinding {
  const { low, high } = wilsonInterval(value.value * tested, tested);
  const difference = (100 * (value.value - earlier.value)).toFixed(2).replace("-", "−");
  const verdict = earlier.value < low
    ? "consistent"
    : value.value > earlier.value
    ? "cannot be told"
    : "inconsistent";
  return {
    check: "an improvement is larger than chance",
    subject,
    verdict,
    arithmetic: `${value.text} − ${earlier.text} = ${difference} points; on ${tested} tested, ` +
      `95 % interval from ${percent(low)} to ${percent(high)}`,
    source,
  };
}
