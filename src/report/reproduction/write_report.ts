import { join } from "node:path";
import { writeFileWhole } from "../../base/files.ts";
import { type Alignment, markdownTable } from "../../base/text.ts";
import { renderSvg } from "../../plot/render.ts";
import type { PlotSpec } from "../../plot/theme.ts";
import { auditMarkdown } from "../audit/audit_file.ts";
import { curvesPath } from "../curves.ts";
import { leaderboardMarkdown } from "../leaderboard_page.ts";
import { sourcesComment } from "../results_files.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { type Html, inlineSvg } from "./html.ts";
import { type ReportDrawings, reportPage } from "./report_page.ts";
import {
  benchmarkTitle,
  comparisonPlot,
  curvesPlots,
  gapPlot,
  isPapersNetwork,
  studyPlot,
} from "./report_plots.ts";
import { provenanceTable, rerunCommand } from "./report_tables.ts";
import * as tables from "./report_tables.ts";
import {
  contradictions,
  OWN_TITLE,
  ownSentence,
  summarySentences,
  verdictCounts,
  verdictReasons,
} from "./report_words.ts";

/** Writes the three files into `folder` and returns their paths. */
export async function writeReport(report: ReproductionReport, folder: string): Promise<string[]> {
  const files: [string, string][] = [
    [
      "report.html",
      reportPage(report, await drawAll(report)) + sourcesComment(report.sources) + "\n",
    ],
    ["report.md", reportMarkdown(report) + "\n" + sourcesComment(report.sources) + "\n"],
    ["report.json", JSON.stringify(jsonOf(report), null, 2) + "\n"],
  ];
  for (const [name, text] of files) await writeFileWhole(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}

/** What the report itself finds; what it was made from is named, by file and digest. */
function jsonOf(report: ReproductionReport): unknown {
  const { environment, command, sources, figures, rates, claims, gaps, boards, leftOpen, missing } =
    report;
  const curves = report.curves.map((own) => ({
    benchmark: benchmarkTitle(own),
    file: curvesPath(own, "."),
  }));
  const own = report.own && { folder: report.own.folder, rows: tables.ownTable(report).rows };
  return {
    environment,
    command,
    sources,
    figures,
    rates,
    claims,
    gaps,
    boards,
    curves,
    leftOpen,
    missing,
    ...(own ? { own } : {}),
  };
}

async function drawAll(report: ReproductionReport): Promise<ReportDrawings> {
  const draw = async (spec: PlotSpec | null, id: string, description: string) =>
    spec === null ? null : inlineSvg(await renderSvg(spec), id, description);
  const curves: ReportDrawings["curves"] = [];
  // Five drawings a benchmark are a lot: the page shows those of the papers' networks.
  const drawn = report.curves.filter(({ model }) => isPapersNetwork(model));
  for (const [at, own] of drawn.entries()) {
    const title = benchmarkTitle(own);
    const drawings: Html[] = [];
    for (const [part, { name, spec }] of curvesPlots(own).entries()) {
      drawings.push((await draw(spec, `curves${at}-${part}`, `${title}: ${name}`))!);
    }
    const isPublished = ["paper", "official"].includes(own.protocol);
    curves.push({ title, drawings, isOpen: isPublished });
  }
  return {
    comparison: await draw(
      comparisonPlot(report),
      "comparison",
      "accuracies, published and measured; the table below has the numbers",
    ),
    gap: await draw(
      gapPlot(report),
      "gap",
      "accuracies under the random split and under stricter ones; the table below has the numbers",
    ),
    study: await draw(studyPlot(report), "study", "the best trial so far, by strategy"),
    curves,
  };
}

/** The whole report as Markdown; pictures stand in report.html alone. */
function reportMarkdown(report: ReproductionReport): string {
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
    ...(report.own
      ? [[OWN_TITLE, [ownSentence(report.own), "", table(tables.ownTable(report))]] as [
        string,
        string[],
      ]]
      : []),
    ["What unseen speakers and words leave", [table(tables.gapTable(report))]],
    ["By speaker", [table(tables.bySpeakerTable(report))]],
    ["Other networks and labels", [table(tables.otherTable(report))]],
    ["Leaderboard", leaderboardMarkdown(report.boards)],
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
