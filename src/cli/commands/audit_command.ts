/** The command `audit`: are published figures consistent with themselves? */
import type { Command } from "commander";
import { describeEnvironment } from "../../base/describe_environment.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { readJson } from "../../base/json.ts";
import { FoundFault } from "../../base/user_error.ts";
import { auditText, writeAudit } from "../../report/audit/audit_file.ts";
import { auditPublication, type PublicationAudit } from "../../report/audit/audit_publication.ts";
import { auditTableSchema } from "../../report/audit/audit_table.ts";
import exampleTable from "../../report/audit/example_table.json" with { type: "text" };
import { paperFAudit, paperSAudit } from "../../report/audit/paper_audits.ts";
import { publishedFolder, sourcesOf, summarySources } from "../../report/results_files.ts";
import { readSummary } from "../../report/write_summary.ts";
import { globalOptions } from "../create_program.ts";
import { publishOption, refuseSurplus, requireNamedSummary, typedCommand } from "../options.ts";

/** Values of the options, as commander gives them. */
interface AuditCommandOptions {
  table?: string;
  example?: true;
  results: string;
  out?: string;
  publish?: true;
  json?: true;
}

/** Adds `audit` to the program. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description("Check whether the figures of the two papers, or of any table, fit together")
    .option("--table <file>", "audit the figures in this JSON file instead of the papers'")
    .option("--example", "print an example of such a file")
    .option(
      "--results <folder>",
      "folder of summary.json, for the measured effect of a split",
      publishedFolder,
    )
    .option("--out <folder>", "write audit.json and audit.md there")
    .addOption(publishOption({ out: publishedFolder }))
    .option("--json", "print JSON instead of text")
    .addHelpText(
      "after",
      "\nExit code 1 where figures are inconsistent.\n\nExamples:\n  duygu audit\n  duygu audit --example > table.json\n" +
        "  duygu audit --table table.json --json",
    )
    .action(async (options: AuditCommandOptions, command: Command) => {
      if (options.example) {
        refuseSurplus(command, ["example"], "--example");
        console.log(exampleTable.trimEnd());
        return;
      }
      if (options.table !== undefined) {
        refuseSurplus(command, ["table", "out", "publish", "json"], "--table");
      }
      requireNamedSummary(command, "results");
      const { quiet } = globalOptions(command);
      const publications = await auditAll(options, quiet);
      console.log(
        options.json
          ? JSON.stringify({ publications }, null, 2)
          : publications.map(auditText).join("\n\n"),
      );
      if (options.out !== undefined) {
        const environment = await describeEnvironment();
        const sources = options.table === undefined
          ? await sourcesOf(options.results, summarySources)
          : {};
        await writeAudit(options.out, {
          publications,
          environment,
          sources,
          command: typedCommand(),
        });
      }
      const wrong = publications.flatMap(({ findings }) => findings)
        .filter(({ verdict }) => verdict === "inconsistent").length;
      // A check that found something is exit code 1.
      if (wrong) {
        throw new FoundFault(
          `${wrong} of the published figures ${wrong === 1 ? "is" : "are"} inconsistent`,
        );
      }
    });
}

async function auditAll(
  { table, results }: AuditCommandOptions,
  quiet: boolean,
): Promise<PublicationAudit[]> {
  const signal = interruptSignal();
  const tables = table === undefined
    ? [paperSAudit((await readSummary(results))?.rows), paperFAudit()]
    : [await readJson(table, auditTableSchema)];
  const publications: PublicationAudit[] = [];
  for (const own of tables) publications.push(await auditPublication(own, { quiet, signal }));
  return publications;
}
