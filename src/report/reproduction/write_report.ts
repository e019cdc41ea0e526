/** In: the report's object. Out: report.html, report.md and report.json, each whole. */
import { join } from "node:path";
import { writeFileWhole } from "../../base/files.ts";
import type { PlotSpec } from "../../plot/theme.ts";
import { renderSvg } from "../../plot/render.ts";
import { curvesPath } from "../write_curves.ts";
import type { ReproductionReport } from "./collect_report.ts";
import type { Html } from "./html.ts";
import { inlineSvg } from "./inline_svg.ts";
import { reportMarkdown } from "./report_markdown.ts";
import { type ReportDrawings, reportPage } from "./report_page.ts";
import { benchmarkTitle, comparisonPlot, curvesPlots, gapPlot, studyPlot } from "./report_plots.ts";

/** Writes the three files into `folder` and returns their paths. */
export async function writeReport(report: ReproductionReport, folder: string): Promise<string[]> {
  const files: [string, string][] = [
    ["report.html", reportPage(report, await drawAll(report))],
    ["report.md", reportMarkdown(report)],
    ["report.json", JSON.stringify(jsonOf(report), null, 2) + "\n"],
  ];
  for (const [name, text] of files) await writeFileWhole(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}

/** The object without the curves' points, which lie in files of their own. */
function jsonOf(report: ReproductionReport): unknown {
  const curves = report.curves.map(({ curves: _, history, ...own }) => ({
    ...own,
    epochs: history.length,
    file: curvesPath({ ...own, curves: _, history }, "."),
  }));
  return { ...report, curves };
}

async function drawAll(report: ReproductionReport): Promise<ReportDrawings> {
  const draw = async (spec: PlotSpec | null, id: string, description: string) =>
    spec === null ? null : inlineSvg(await renderSvg(spec), id, description);
  const curves: ReportDrawings["curves"] = [];
  for (const [at, own] of report.curves.entries()) {
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
