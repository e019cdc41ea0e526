/** A text or an entry of JSON, read as the audit reads it. */
import { type AuditEntry, type AuditTableInput, auditTableSchema } from "../audit_table.ts";

/** One entry of a list of the audit's table. */
export function entry<List extends Exclude<keyof AuditTableInput, "title">>(
  list: List,
  input: NonNullable<AuditTableInput[List]>[number],
): AuditEntry<List> {
  const table = auditTableSchema.parse({ title: "test", [list]: [input] });
  return table[list][0] as AuditEntry<List>;
}
