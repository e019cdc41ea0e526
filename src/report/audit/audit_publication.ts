/** In: the figures of a publication. Out: what every check that fits them finds. */
import { startProgress } from "../../base/progress.ts";
import type { AuditFinding } from "./audit_finding.ts";
import type { AuditTable } from "./audit_table.ts";
import { checkAccuracy } from "./check_accuracy.ts";
import { checkAccuracyWithinRecalls } from "./check_accuracy_within_recalls.ts";
import { checkAucAgainstRates } from "./check_auc_against_rates.ts";
import { checkCitation } from "./check_citation.ts";
import { checkErrorsBalance } from "./check_errors_balance.ts";
import { checkExtremes } from "./check_extremes.ts";
import { checkImprovement } from "./check_improvement.ts";
import { checkLimits } from "./check_limits.ts";
import { checkQuoted } from "./check_quoted.ts";
import { checkRandomSplit } from "./check_random_split.ts";
import { checkRatePairs } from "./check_rate_pairs.ts";
import { checkScores } from "./check_scores.ts";
import { checkShares } from "./check_shares.ts";
import { checkSplit } from "./check_split.ts";
import { checkTotal } from "./check_total.ts";

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
