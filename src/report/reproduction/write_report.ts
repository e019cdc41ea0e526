import { join } from "node:path";
import { writeFileWhole } from "../../base/files.ts";
import { jsonText } from "../../base/json.ts";
import { type Alignment, markdownTable } from "../../base/text.ts";
import { renderSvg } from "../../plot/render.ts";
import { curvesPath } from "../curves.ts";
import { sourcesComment } from "../results_files.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { type Html, inlineSvg } from "./html.ts";
import { NONE, type ReportPart, type ReportSection, reportSections } from "./report_content.ts";
import { reportPage } from "./report_page.ts";
import { benchmarkTitle } from "./report_plots.ts";
import { ownTable, type ReportTable } from "./report_tables.ts";

/** Writes the three files into `folder` and returns their paths. */
export async function writeReport(report: ReproductionReport, folder: string): Promise<string[]> {
  const sections = reportSections(report);
  const sources = sourcesComment(report.sources);
  const files: [string, string][] = [
    ["report.html", reportPage(report, sections, await drawAll(sections)) + sources + "\n"],
    ["report.md", reportMarkdown(report, sections) + "\n" + sources + "\n"],
    ["report.json", jsonText(jsonOf(report))],
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
  const own = report.own && { folder: report.own.folder, rows: ownTable(report).rows };
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

async function drawAll(sections: readonly ReportSection[]): Promise<Map<string, Html>> {
  const drawings = new Map<string, Html>();
  for (const part of sections.flatMap(({ parts }) => parts)) {
    if (part.kind !== "figure") continue;
    const { name, spec, description } = part;
    drawings.set(name, inlineSvg(await renderSvg(spec), name, description));
  }
  return drawings;
}

/** The whole report as Markdown; pictures stand in report.html alone. */
function reportMarkdown(
  { command }: ReproductionReport,
  sections: readonly ReportSection[],
): string {
  const [verdict, ...others] = sections;
  return [
    "# Reproduction report",
    "",
    `Written by \`${command}\`; the same with pictures: report.html, as data: report.json.`,
    "",
    ...markdownOf(verdict),
    ...others.flatMap((section, at) => [
      ...section.isAppendix && !others[at - 1]?.isAppendix ? ["# Appendix", ""] : [],
      `## ${section.title}`,
      "",
      ...markdownOf(section),
    ]),
  ].join("\n");
}

function markdownOf({ parts }: ReportSection): string[] {
  const written = parts.flatMap((part): string[] => {
    if (part.kind === "figure") return [];
    return [...partMarkdown(part), ""];
  });
  return written.length > 0 ? written : [NONE, ""];
}

function partMarkdown(part: Exclude<ReportPart, { kind: "figure" }>): string[] {
  if (part.kind === "heading") return [`### ${part.text}`];
  if (part.kind === "text") return [part.text];
  if (part.kind === "list") return part.lines.map((line) => `- ${line}`);
  return [tableMarkdown(part.table)];
}

function tableMarkdown({ header, rows, right }: ReportTable): string {
  if (rows.length === 0) return NONE;
  const alignment = header.map((_, at): Alignment => right.includes(at) ? "right" : "left");
  return markdownTable(header, rows, alignment);
}
