/** What a check of published figures found. */

/**
 * What a check may say, what is wrong first. A "finding" contradicts nothing, but a reader of the
 * figures must know it; "cannot be told" is for figures that what is printed can neither confirm nor
 * refute.
 */
export type AuditVerdict = "inconsistent" | "finding" | "cannot be told" | "consistent";

/** All of them, in the order in which they are told. */
export const auditVerdicts = [
  "inconsistent",
  "finding",
  "cannot be told",
  "consistent",
] as const satisfies readonly AuditVerdict[];

/** One check of one figure. */
export interface AuditFinding {
  /** Names the check, such as "counts add up". */
  check: string;
  /** What was checked, such as "TESS". */
  subject: string;
  /** What the arithmetic says. */
  verdict: AuditVerdict;
  /** The calculation in full, so that a reader can repeat it by hand. */
  arithmetic: string;
  /** Where the figures stand. */
  source: string;
}

/** A finding of a check that two values must agree in. */
export function agreement(agrees: boolean): AuditVerdict {
  return agrees ? "consistent" : "inconsistent";
}
