/** In: the report's object. Out: report.md. */
import { type Alignment, markdownTable } from "../../base/text.ts";
import { auditMarkdown } from "../audit/audit_text.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { provenanceTable, rerunCommand } from "./provenance_table.ts";
import * as tables from "./report_tables.ts";
import { contradictions, summarySentences, verdictCounts, verdictReasons } from "./report_words.ts";

/** The whole report as Markdown; pictures stand in report.html alone. */
export function reportMarkdown(report: ReproductionReport): string {
  const { audit, missing, command } = report;
  const sections: [string, string[]][] = [
    ["Published figures and what became of them", [
      ...[...Map.groupBy(report.figures, ({ publication }) => publication)].flatMap((
        [publication, figures],
      ) => [`### ${publication}`, "", table(tables.figureTable(figures)), ""]),
      ...list(verdictReasons(report.figures)),
      "",
      table(tables.rateTable(report)),
      "",
      table(tables.claimTable(report)),
    ]],
    ["What unseen speakers and words leave", [table(tables.gapTable(report))]],
    ["By speaker", [table(tables.bySpeakerTable(report))]],
    ["Other networks and labels", [table(tables.otherTable(report))]],
    ["Benchmarks in detail", [table(tables.benchmarkTable(report))]],
    ["Bayesian optimisation", [
      table(tables.tuningTable(report)),
      "",
      table(tables.studyTable(report)),
    ]],
    ["Speed", [table(tables.engineTable(report))]],
    ["Web page", [table(tables.measuredTable(report))]],
    [
      "Audit",
      audit ? audit.publications.map((own) => auditMarkdown(own).replace(/^#/gm, "##")) : [MISSING],
    ],
    ["What the papers left open, and what was taken", [table(tables.leftOpenTable(report))]],
    ["What the papers contradict", list(contradictions())],
    ["How to rerun each number", [table(provenanceTable(report))]],
    [
      "Missing",
      missing.length
        ? list(missing.map((own) => `${own.what}: \`${rerunCommand(`duygu ${own.command}`)}\``))
        : ["Nothing."],
    ],
  ];
  return [
    "# Reproduction report",
    "",
    `Written by \`${command}\`; the same with pictures: report.html, as data: report.json.`,
    "",
    ...list([
      `${report.figures.length} published figures: ${verdictCounts(report.figures)}.`,
      ...summarySentences(report),
    ]),
    "",
    ...sections.flatMap(([title, lines]) => [`## ${title}`, "", ...lines, ""]),
  ].join("\n");
}

const MISSING = "Not among the results.";

function table({ header, rows, right }: tables.ReportTable): string {
  if (rows.length === 0) return MISSING;
  const alignment = header.map((_, at): Alignment => right.includes(at) ? "right" : "left");
  return markdownTable(header, rows, alignment);
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
