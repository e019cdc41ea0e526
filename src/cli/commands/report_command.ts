/** The command `report`: all results as one page, Markdown and JSON. */
import { counted } from "../../base/terminal.ts";
import { join } from "node:path";
import type { Command } from "commander";
import { collectReport, requireResults } from "../../report/reproduction/collect_report.ts";
import { verdictCounts } from "../../report/reproduction/figure_verdicts.ts";
import { reportSections } from "../../report/reproduction/report_content.ts";
import { exportKinds, exportReport } from "../../report/reproduction/report_exports.ts";
import { writeReport } from "../../report/reproduction/write_report.ts";
import { ownFolder, publishedFolder } from "../../report/results_files.ts";
import { boardNote, boardText, readLeaderboards } from "../../report/leaderboard.ts";
import { readSummary, renderSummary } from "../../report/write_summary.ts";
import {
  publishOption,
  refuseGiven,
  refuseSurplus,
  requireNamedSummary,
  typedCommand,
} from "../options.ts";

interface ReportFlags {
  results: string;
  own: string;
  out: string;
  publish?: true;
  leaderboard?: true;
  json?: true;
  csv?: true;
  latex?: true;
  svg?: true;
}

/** Adds `report` to the program. */
export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("Write the reproduction report: report.html, report.md and report.json")
    .option("--results <dir>", "folder of the results it is made from", publishedFolder)
    .option("--own <dir>", "folder of your own results, to stand beside them", ownFolder)
    .option("--out <dir>", "folder to write to", ownFolder)
    .addOption(publishOption({ out: publishedFolder }))
    .option("--leaderboard", "print everybody's figures by corpus and protocol, and write nothing")
    .option("--csv", "also every table as CSV, in OUT/tables")
    .option("--latex", "also every table as LaTeX, in OUT/tables, and sources.bib")
    .option("--svg", "also every figure as SVG, in OUT/figures")
    .option("--json", "print what is in report.json")
    .addHelpText(
      "after",
      "\nNothing is measured: `bench`, `audit` and their like do that, and what they have not made " +
        "yet is listed as missing. Your own results stand beside the published ones, apart from them.\n\nExample:\n  duygu report --out /tmp/report",
    )
    .action(async (flags: ReportFlags, command: Command) => {
      const { results, out, publish, json } = flags;
      if (flags.leaderboard) {
        refuseSurplus(command, ["leaderboard", "results", "json"], "--leaderboard");
        console.log(await leaderboardText(results, json));
        return;
      }
      if (publish) refuseGiven(command, ["own"], "--publish");
      requireNamedSummary(command, "own");
      if (publish) await renderSummary(results);
      // What is published holds nothing of whoever publishes it.
      const own = publish || flags.own === results ? undefined : flags.own;
      const report = await collectReport(results, { command: typedCommand(), own });
      const paths = await writeReport(report, out);
      const kinds = exportKinds.filter((kind) => flags[kind]);
      const exported = await exportReport(reportSections(report), out, kinds);
      if (json) {
        console.log((await Deno.readTextFile(join(out, "report.json"))).trimEnd());
        return;
      }
      console.log(`${report.figures.length} published figures: ${verdictCounts(report.figures)}`);
      if (report.own) {
        const { folder, summary } = report.own;
        console.log(
          `${counted(summary.rows.length, "row")} of your own, from ${folder}, stand beside them`,
        );
      }
      for (const { what } of report.missing) console.log(`missing: ${what}`);
      console.log(paths.join("\n"));
      if (exported.length > 0) console.log(`${exported.length} tables and figures in ${out}`);
    });
}

async function leaderboardText(folder: string, json: true | undefined): Promise<string> {
  await requireResults(folder);
  const boards = await readLeaderboards(folder, (await readSummary(folder))?.rows ?? []);
  if (json) return JSON.stringify(boards, null, 2);
  if (boards.length === 0) return `No figures in ${folder}; \`duygu bench\` measures some`;
  return [...boards.map(boardText), boardNote].join("\n\n");
}
