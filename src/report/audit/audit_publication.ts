import { startProgress } from "../../base/progress.ts";
import type { AuditFinding, AuditTable } from "./audit_table.ts";
import {
  checkCitation,
  checkExtremes,
  checkLimits,
  checkQuoted,
  checkRandomSplit,
  checkShares,
  checkSplit,
  checkTotal,
} from "./check_counts.ts";
import {
  checkAccuracy,
  checkAccuracyWithinRecalls,
  checkAucAgainstRates,
  checkErrorsBalance,
  checkImprovement,
  checkRatePairs,
} from "./check_rates.ts";
import { checkScores } from "./check_scores.ts";

/** A publication's findings. */
export interface PublicationAudit {
  /** The publication's name. */
  title: string;
  /** One for each check of each figure. */
  findings: AuditFinding[];
}

/** How the audit runs. */
export interface AuditOptions {
  /** True shows no progress. */
  quiet?: boolean;
  /** Ends the audit with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Checks all figures of `table`, in the order of its lists. Takes seconds where scores are searched
 * for a confusion matrix.
 *
 * @example
 * ```ts
 * const { findings } = await auditPublication(auditTableSchema.parse({
 *   title: "Someone 2024",
 *   totals: [{ subject: "set", source: "page 3", counts: { calm: 40, sad: 50 }, stated: 100 }],
 * }));
 * findings[0].verdict; // "inconsistent"
 * ```
 */
export async function auditPublication(
  table: AuditTable,
  { quiet, signal }: AuditOptions = {},
): Promise<PublicationAudit> {
  const checks = checksOf(table);
  const progress = startProgress({ title: "audit", total: checks.length, quiet });
  const findings: AuditFinding[] = [];
  try {
    for (const [done, check] of checks.entries()) {
      // Lets Ctrl-C have its turn.
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      findings.push(...[check()].flat());
      progress.update(done + 1);
    }
  } finally {
    progress.stop();
  }
  return { title: table.title, findings };
}

type Check = () => AuditFinding | AuditFinding[];

function checksOf(table: AuditTable): Check[] {
  const each = <Entry>(
    entries: readonly Entry[],
    ...checks: ((entry: Entry) => AuditFinding | AuditFinding[])[]
  ): Check[] => entries.flatMap((entry) => checks.map((check) => () => check(entry)));
  return [
    ...each(table.totals, checkTotal),
    ...each(table.splits, checkSplit),
    ...each(table.shares, checkShares),
    ...each(table.quoted, checkQuoted),
    ...each(table.scores, checkAccuracy, checkScores),
    ...each(
      table.classTables,
      checkRatePairs,
      checkAccuracyWithinRecalls,
      checkErrorsBalance,
      checkAucAgainstRates,
    ),
    ...each(table.extremes, checkExtremes),
    ...each(table.limits, checkLimits),
    ...each(table.improvements, checkImprovement),
    ...each(table.randomSplits, checkRandomSplit),
    ...each(table.citations, checkCitation),
  ];
}
