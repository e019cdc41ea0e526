/** In: the audit. Out: its part of the page: what is wrong is open, the rest folded. */
import { auditVerdicts } from "../audit/audit_finding.ts";
import type { AuditFile } from "../audit/audit_file.ts";
import { element, type HtmlPart, tableElement } from "./html.ts";

/** Each publication's findings under their verdicts. */
export function auditPart({ publications }: AuditFile): HtmlPart {
  return publications.map(({ title, findings }) => [
    element("h3", {}, title),
    auditVerdicts.map((verdict) => {
      const own = findings.filter((finding) => finding.verdict === verdict);
      if (own.length === 0) return null;
      const rows = own.map(({ subject, check, arithmetic, source }) => [
        subject,
        check,
        arithmetic,
        source,
      ]);
      return element(
        "details",
        { open: verdict === "inconsistent" ? "" : null },
        element(
          "summary",
          {},
          element("span", { class: `verdict ${verdict.split(" ")[0]}` }, verdict),
          ` (${own.length})`,
        ),
        element(
          "div",
          { class: "prose" },
          tableElement(["of", "check", "arithmetic", "source"], rows),
        ),
      );
    }),
  ]);
}
