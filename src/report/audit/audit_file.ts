import { join } from "node:path";
import { z } from "zod";
import type { Environment } from "../../base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../../base/files.ts";
import { jsonText, readJson } from "../../base/json.ts";
import { markdownTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import {
  changedSources,
  publishedFolder,
  type Sources,
  sourcesComment,
  sourcesOf,
  sourcesSchema,
  summarySources,
} from "../results_files.ts";
import type { PublicationAudit } from "./audit_publication.ts";
import { type AuditFinding, auditVerdicts } from "./audit_table.ts";

/** Checks {@link AuditFile}. */
const auditFileSchema = z.object({
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
  /** What was measured and taken in; absent from files of before this was kept. */
  sources: sourcesSchema.optional(),
  publications: z.array(
    z.object({
      title: z.string(),
      findings: z.array(
        z.object({
          check: z.string(),
          subject: z.string(),
          // Files of before say "undetermined".
          verdict: z.preprocess(
            (verdict) => verdict === "undetermined" ? "undetermined" : verdict,
            z.enum(auditVerdicts),
          ),
          arithmetic: z.string(),
          source: z.string(),
        }).strict(),
      ),
    }).strict(),
  ),
}).strict();

/** @internal */
type AuditFileShape = z.infer<typeof auditFileSchema>;
/** audit.json. */
export type AuditFile = AuditFileShape;

/** What is written. */
interface WriteAuditOptions {
  publications: PublicationAudit[];
  environment: Environment;
  command: string;
  /** What was measured and taken in: see {@link summarySources}. */
  sources: Sources;
}

/** Writes both files into `folder`, each whole or not at all. */
export async function writeAudit(
  folder: string,
  { publications, environment, command, sources }: WriteAuditOptions,
): Promise<void> {
  const file: AuditFile = { environment, command, sources, publications };
  await writeFileWhole(join(folder, "audit.json"), jsonText(file));
  const markdown = [
    "# Audit of the published figures",
    "",
    `Written by \`${command}\`. Every check gives its arithmetic. Where a figure can be read in ` +
    "several ways, each reading is checked by itself.",
    "",
    ...publications.map(auditMarkdown),
    sourcesComment(sources),
    "",
  ].join("\n");
  await writeFileWhole(join(folder, "audit.md"), markdown);
}

/**
 * Reads `folder`'s audit.json; null where there is none.
 *
 * @throws UserError where it is malformed, or made from another summary.json than the folder's
 */
export async function readAudit(folder: string): Promise<AuditFile | null> {
  const path = join(folder, "audit.json");
  if (!pathExists(path)) return null;
  const audit = await readJson(path, auditFileSchema);
  const changed = changedSources(audit.sources, await sourcesOf(folder, summarySources));
  if (changed.length === 0) return audit;
  const where = folder === publishedFolder ? "--publish" : `--results ${folder} --out ${folder}`;
  throw new UserError(
    `Expected ${path} to be made from the ${
      changed.join(", ")
    } beside it, which has changed since; ` +
      `\`duygu audit ${where}\` makes it anew`,
  );
}

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
