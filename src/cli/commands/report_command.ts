/** The command `report`: all results as one page, Markdown and JSON. */
import { join } from "node:path";
import type { Command } from "commander";
import { collectReport } from "../../report/reproduction/collect_report.ts";
import { verdictCounts } from "../../report/reproduction/report_words.ts";
import { writeReport } from "../../report/reproduction/write_report.ts";
import { typedCommand } from "../options.ts";

interface ReportFlags {
  results: string;
  out?: string;
  json?: true;
}

/** Adds `report` to the program. */
export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("Write the reproduction report: report.html, report.md and report.json")
    .option("--results <dir>", "folder of the results it is made from", "results")
    .option("--out <dir>", "folder to write to; that of the results by default")
    .option("--json", "print what is in report.json")
    .addHelpText(
      "after",
      "\nNothing is measured: `bench`, `audit` and their like do that, and what they have not made " +
        "yet is listed as missing.\n\nExample:\n  duygu report --out /tmp/report",
    )
    .action(async (flags: ReportFlags) => {
      const { results, out = results, json } = flags;
      const report = await collectReport(results, { command: typedCommand() });
      const paths = await writeReport(report, out);
      if (json) {
        console.log((await Deno.readTextFile(join(out, "report.json"))).trimEnd());
        return;
      }
      console.log(`${report.figures.length} published figures: ${verdictCounts(report.figures)}`);
      for (const { what } of report.missing) console.log(`missing: ${what}`);
      console.log(paths.join("\n"));
    });
}
