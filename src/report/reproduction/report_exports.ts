/** The report's tables and figures as a paper prints them: LaTeX, CSV, SVG, and BibTeX. */
import { join } from "node:path";
import { csvLine } from "../../base/csv.ts";
import { writeFileWhole } from "../../base/files.ts";
import { renderSvg } from "../../plot/render.ts";
import { literature } from "../published/literature.ts";
import { paperF } from "../published/paper_f.ts";
import { paperS } from "../published/paper_s.ts";
import type { Publication } from "../published/published_figure.ts";
import type { ReportPart, ReportSection } from "./report_content.ts";
import type { ReportTable } from "./report_tables.ts";

/** What is written beside the report. */
export const exportKinds = ["csv", "latex", "svg"] as const;
export type ExportKind = typeof exportKinds[number];

/**
 * Writes every table (tables/NAME.csv or .tex), every figure (figures/NAME.svg), or, with LaTeX,
 * sources.bib, into `folder`, and returns the paths. Tables without rows are left out.
 */
export async function exportReport(
  sections: readonly ReportSection[],
  folder: string,
  kinds: readonly ExportKind[],
): Promise<string[]> {
  const files: [string, string][] = [];
  for (const { title, parts } of sections) {
    for (const part of parts) {
      if (part.kind === "table" && part.table.rows.length > 0) {
        if (kinds.includes("csv")) files.push([`tables/${part.name}.csv`, csvText(part.table)]);
        if (kinds.includes("latex")) {
          files.push([`tables/${part.name}.tex`, latexTable(part, title)]);
        }
      }
      if (part.kind === "figure" && kinds.includes("svg")) {
        files.push([`figures/${part.name}.svg`, await renderSvg(part.spec)]);
      }
    }
  }
  if (kinds.includes("latex")) files.push(["sources.bib", bibtex(publications())]);
  for (const [name, text] of files) await writeFileWhole(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}

function csvText({ header, rows }: ReportTable): string {
  return [header, ...rows].map((row) => csvLine(row) + "\n").join("");
}

/** A longtable by booktabs, numbers to the right; cells of sentences get a share of the width. */
function latexTable(
  { name, table: { header, rows, right }, isProse }: Extract<ReportPart, { kind: "table" }>,
  caption: string,
): string {
  const width = (0.92 / header.length).toFixed(3);
  const columns = header.map((_, at) =>
    right.includes(at) ? "r" : isProse ? `p{${width}\\linewidth}` : "l"
  ).join("");
  const line = (cells: readonly string[]) => `${cells.map(latexText).join(" & ")} \\\\`;
  return [
    "% Needs \\usepackage{booktabs,longtable}",
    `\\begin{longtable}{${columns}}`,
    `\\caption{${latexText(caption)}}\\label{tab:${name}}\\\\`,
    "\\toprule",
    line(header),
    "\\midrule",
    "\\endhead",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{longtable}",
    "",
  ].join("\n");
}

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "−": "$-$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "·": "$\\cdot$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "→": "$\\to$",
  "–": "--",
  "…": "\\dots{}",
  "“": "``",
  "”": "''",
};

/** Text with what LaTeX takes for commands written as itself. */
export function latexText(text: string): string {
  return text.replace(/[\\~^−×±·≤≥→–…“”]|[&%$#_{}]/g, (found) => LATEX[found] ?? `\\${found}`);
}

function publications(): Publication[] {
  const all = [paperS, paperF, ...literature.map(({ source }) => source.publication)];
  return [...new Map(all.map((own) => [own.short, own])).values()];
}

/**
 * Entries whose key is made of the short form, such as gormez2025; what a citation holds beside
 * authors, title and year stands in the note.
 */
export function bibtex(of: readonly Publication[]): string {
  return of.map(({ short, citation, doi }) => {
    const [, authors, title, rest] = /^(.*?),? “(.*?),?”,? ?(.*)$/.exec(citation) ??
      [null, "", citation, ""];
    const key = short.normalize("NFKD").replace(/ı/g, "i").replace(/[^A-Za-z0-9]/g, "")
      .toLowerCase();
    const names = authors.replace(/ et al\.$/, ", others").split(/, | and /).join(" and ");
    const fields: [string, string | undefined][] = [
      ["author", names || undefined],
      ["title", `{${title}}`],
      ["year", /\d{4}/.exec(short)?.[0]],
      ["note", rest || undefined],
      ["doi", doi ?? undefined],
    ];
    const written = fields.flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name} = {${name === "doi" ? value : keptBraces(value)}},`]
    );
    return [`@misc{${key},`, ...written, "}", ""].join("\n");
  }).join("\n");
}

/** As {@link latexText}, but braces stay: they keep a title's capitals. */
function keptBraces(text: string): string {
  return latexText(text).replaceAll("\\{", "{").replaceAll("\\}", "}");
}
