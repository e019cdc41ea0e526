/** In: a random split of grouped clips. Out: how far test clips have relatives in training. */
import type { AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent } from "./printed_figure.ts";

/**
 * The expected share of test clips whose group (speaker, word) has clips in the training part as
 * well, for groups of equal size m: 1 minus the probability that none of the m - 1 others is among
 * the training clips, drawn without replacement.
 */
export function shareWithRelatives(
  { groups, whole, train }: { groups: number; whole: number; train: number },
): number {
  const relatives = Math.floor(whole / groups) - 1;
  let none = 1;
  for (let at = 0; at < relatives; at++) {
    none *= Math.max(0, whole - 1 - train - at) / (whole - 1 - at);
  }
  return 1 - none;
}

/** What a random split can show, and what it was measured to be worth. */
export function checkRandomSplit(entry: AuditEntry<"randomSplits">): AuditFinding {
  const { subject, source, what, groups, whole, train, test, measured } = entry;
  const share = shareWithRelatives(entry);
  const points = measured &&
    (100 * (measured.heldOut - measured.random)).toFixed(1).replace("-", "−");
  return {
    check: `the figure says something of an unseen ${what}`,
    subject,
    verdict: share < 0.01 ? "consistent" : "cannot be told",
    arithmetic:
      `${whole} clips of ${groups} ${what}s, ${train} drawn for training and ${test} for ` +
      `testing: ${percent(share)} of the test clips are expected to have the same ${what} in ` +
      "training, if all have equally many" +
      (measured
        ? `; measured accuracy: ${percent(measured.random)} so, ${
          percent(measured.heldOut)
        } where no ` +
          `${what} is on both sides, ${points} points`
        : ""),
    source: measured ? `${source}; measured: ${measured.source}` : source,
  };
}
