/** In: what a publication cites a data set to. Out: whether that is the data set's own publication. */
import type { AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";

/**
 * The first author who is cited and the year must stand in the data set's own reference. Another
 * year of the same author may be another version, which cannot be told; another author is another
 * work. Accents and case are ignored.
 */
export function checkCitation(entry: AuditEntry<"citations">): AuditFinding {
  const { subject, source, authors, year, title, own } = entry;
  const reference = folded(own);
  const hasAuthor = new RegExp(`(^|[^\\p{L}])${escaped(folded(authors[0]))}([^\\p{L}]|$)`, "u")
    .test(reference);
  const hasYear = new RegExp(`(^|\\D)${year}(\\D|$)`).test(own);
  const cited = `${authors.join(" & ")}, ${year}${title === undefined ? "" : `, ${title}`}`;
  return {
    check: "the citation is the data set's own publication",
    subject,
    verdict: hasAuthor ? hasYear ? "consistent" : "cannot be told" : "inconsistent",
    arithmetic: `cited: ${cited}; its own: ${own}` +
      (hasAuthor
        ? hasYear ? "" : "; the same author, another year"
        : `: ${authors[0]} is not in it`),
    source,
  };
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
