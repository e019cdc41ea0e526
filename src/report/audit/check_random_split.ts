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

/**
 * Whether the split leaks: figures of test clips whose group is also in training say little of an
 * unseen one. How much that is worth was measured, or was not.
 */
export function checkRandomSplit(entry: AuditEntry<"randomSplits">): AuditFinding {
  const { subject, source, what, groups, whole, train, test, measured } = entry;
  const share = shareWithRelatives(entry);
  const points = measured && (100 * (measured.random - measured.heldOut)).toFixed(1);
  const isApart = share < 0.01;
  return {
    check: isApart
      ? `the random split keeps each ${what} on one side`
      : `the random split leaks: test clips have a ${what} that was trained on`,
    subject,
    verdict: isApart ? "consistent" : "finding",
    arithmetic:
      `${whole} clips of ${groups} ${what}s, ${train} drawn for training and ${test} for ` +
      `testing: ${percent(share)} of the test clips are expected to have the same ${what} in ` +
      "training, if all have equally many" +
      (measured
        ? `; measured here: accuracy ${percent(measured.random)} so, ${
          percent(measured.heldOut)
        } where no ${what} is on both sides: the leak is worth ${points!.replace("-", "−")} points`
        : "; what that is worth was not measured here"),
    source: measured ? `${source}; measured: ${measured.source}` : source,
  };
}
