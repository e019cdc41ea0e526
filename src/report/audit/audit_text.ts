/** In: audits. Out: their findings for a terminal, and as Markdown. */
import { markdownTable } from "../../base/text.ts";
import { type AuditFinding, auditVerdicts } from "./audit_finding.ts";
import type { PublicationAudit } from "./audit_publication.ts";

/** Findings under their verdicts, each with its arithmetic and source. */
export function auditText({ title, findings }: PublicationAudit): string {
  const groups = auditVerdicts.flatMap((verdict) => {
    const own = findings.filter((finding) => finding.verdict === verdict);
    return own.length === 0 ? [] : [
      `\n${verdict.toUpperCase()} (${own.length})`,
      // A finding is a statement, what else is checked a question.
      ...own.map(({ check, subject, arithmetic, source }) =>
        `  ${subject}: ${check}${
          verdict === "finding" ? "." : "?"
        }\n    ${arithmetic}\n    [${source}]`
      ),
    ];
  });
  return [title, countsText(findings), ...groups].join("\n");
}

/** The same, a table a verdict. */
export function auditMarkdown({ title, findings }: PublicationAudit): string {
  const groups = auditVerdicts.flatMap((verdict) => {
    const own = findings.filter((finding) => finding.verdict === verdict);
    if (own.length === 0) return [];
    const rows = own.map(({ check, subject, arithmetic, source }) => [
      subject,
      check,
      arithmetic,
      source,
    ]);
    return [
      `### ${verdict[0].toUpperCase()}${verdict.slice(1)}`,
      "",
      markdownTable(["of", "check", "arithmetic", "source"], rows),
      "",
    ];
  });
  return [`## ${title}`, "", countsText(findings), "", ...groups].join("\n");
}

function countsText(findings: readonly AuditFinding[]): string {
  const counts = auditVerdicts.flatMap((verdict) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    if (verdict !== "finding") return [`${count} ${verdict}`];
    return count ? [`${count} finding${count === 1 ? "" : "s"}`] : [];
  });
  return `${findings.length} checks: ${counts.join(", ")}.`;
}
