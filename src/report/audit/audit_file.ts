/** In: audits. Out: results/audit.json and its twin audit.md. */
import { join } from "node:path";
import { z } from "zod";
import type { Environment } from "../../base/describe_environment.ts";
import { readJson } from "../../base/json.ts";
import { pathExists, writeFileWhole } from "../../base/files.ts";
import { auditVerdicts } from "./audit_finding.ts";
import type { PublicationAudit } from "./audit_publication.ts";
import { auditMarkdown } from "./audit_text.ts";

/** Checks {@link AuditFile}. */
const auditFileSchema = z.object({
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
  publications: z.array(
    z.object({
      title: z.string(),
      findings: z.array(
        z.object({
          check: z.string(),
          subject: z.string(),
          verdict: z.enum(auditVerdicts),
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
export interface WriteAuditOptions {
  publications: PublicationAudit[];
  environment: Environment;
  command: string;
}

/** Writes both files into `folder`, each whole or not at all. */
export async function writeAudit(
  folder: string,
  { publications, environment, command }: WriteAuditOptions,
): Promise<void> {
  const file: AuditFile = { environment, command, publications };
  await writeFileWhole(join(folder, "audit.json"), JSON.stringify(file, null, 2) + "\n");
  const markdown = [
    "# Audit of the published figures",
    "",
    `Written by \`${command}\`. Every check gives its arithmetic. Where a figure can be read in ` +
    "several ways, each reading is checked by itself.",
    "",
    ...publications.map(auditMarkdown),
  ].join("\n");
  await writeFileWhole(join(folder, "audit.md"), markdown);
}

/**
 * Reads `folder`'s audit.json; null where there is none.
 *
 * @throws UserError where it is malformed
 */
export async function readAudit(folder = "results"): Promise<AuditFile | null> {
  const path = join(folder, "audit.json");
  return pathExists(path) ? await readJson(path, auditFileSchema) : null;
}
