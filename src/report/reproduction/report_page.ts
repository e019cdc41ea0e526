/** The report as a page that requests nothing from anywhere, and forbids itself to. */
import type { ReproductionReport } from "./collect_report.ts";
import { cellNames, element, type Html, type HtmlPart, tableElement } from "./html.ts";
import { NONE, type ReportPart, type ReportSection } from "./report_content.ts";
import style from "./report_style.css" with { type: "text" };

/** A drawing of each figure, by its name, ready to stand in the page. */
export type ReportDrawings = ReadonlyMap<string, Html>;

/** The page of these sections. */
export function reportPage(
  report: ReproductionReport,
  sections: readonly ReportSection[],
  drawings: ReportDrawings,
): string {
  const [verdict, ...others] = sections;
  const main = others.filter(({ isAppendix }) => !isAppendix);
  const appendix = others.filter(({ isAppendix }) => isAppendix);
  const content = ({ parts }: ReportSection) => gathered(parts, drawings);
  const links = [...main, { id: "appendix", title: "Appendix" }].map(({ id, title }) =>
    element("li", {}, element("a", { href: `#${id}` }, title))
  );
  return "<!doctype html>\n" + element(
    "html",
    { lang: "en" },
    head(),
    element(
      "body",
      {},
      element("header", {}, ...opening(report), content(verdict)),
      element("nav", { "aria-label": "Contents" }, element("ul", {}, links)),
      element(
        "main",
        {},
        main.map((own) =>
          element(
            "section",
            { class: own.id === "own" ? own.id : null },
            element("h2", { id: own.id }, own.title),
            content(own),
          )
        ),
        element(
          "section",
          { class: "appendix" },
          element("h2", { id: "appendix" }, "Appendix"),
          element("p", { class: "quiet" }, "Every figure, folded; a page prints what is open."),
          appendix.map((own) =>
            element(
              "details",
              { id: own.id },
              element("summary", {}, own.title),
              content(own),
            )
          ),
        ),
      ),
    ),
  ).html + "\n";
}

function head(): Html {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("link", { rel: "icon", href: "data:," }),
    element("title", {}, "Duygu: reproduction report"),
    element("style", {}, { html: style + cellNames }),
  );
}

function opening({ environment, summary, curves }: ReproductionReport): HtmlPart[] {
  const isSynthetic = [...summary?.rows ?? [], ...curves].some(({ synthetic }) => synthetic);
  return [
    element("h1", {}, "Reproduction report"),
    element(
      "p",
      { class: "quiet" },
      "Duygu: emotion from speech and faces, after Görmez 2025 and Aliyev and Güneş 2023. " +
        `Put together ${environment.time.slice(0, 10)} from the results in the repository.`,
    ),
    isSynthetic
      ? element("p", { class: "banner" }, "Some figures are of SYNTHETIC data and not comparable.")
      : null,
  ];
}

/** The parts, figures that follow one another side by side. */
function gathered(parts: readonly ReportPart[], drawings: ReportDrawings): HtmlPart[] {
  const found: HtmlPart[] = [];
  let row: Html[] = [];
  const flush = () => {
    if (row.length > 0) found.push(row.length > 1 ? element("div", { class: "plots" }, row) : row);
    row = [];
  };
  for (const part of parts) {
    if (part.kind === "figure") {
      row.push(drawings.get(part.name)!);
      continue;
    }
    flush();
    found.push(partElement(part));
  }
  flush();
  return found;
}

function partElement(part: Exclude<ReportPart, { kind: "figure" }>): HtmlPart {
  if (part.kind === "heading") return element("h3", {}, part.text);
  if (part.kind === "text") return element("p", {}, withCode(part.text));
  if (part.kind === "list") {
    return element("ul", {}, part.lines.map((line) => element("li", {}, withCode(line))));
  }
  const { table: { header, rows, right }, verdict, code, isProse } = part;
  if (rows.length === 0) return element("p", { class: "quiet" }, NONE);
  const cells = rows.map((row) =>
    row.map((cell, at) =>
      at === verdict ? verdictMark(cell) : at === code ? element("code", {}, cell) : cell
    )
  );
  const own = tableElement(header, cells, right);
  return isProse ? element("div", { class: "prose" }, own) : own;
}

/** A verdict by word, mark and colour, so that none of them is needed alone. */
function verdictMark(verdict: string): Html {
  const kind = verdict === "does not hold" ? "not" : verdict.split(" ")[0];
  return element("span", { class: `verdict ${kind}` }, verdict);
}

/** Text whose parts in backticks are code. */
function withCode(text: string): HtmlPart[] {
  return text.split("`").map((part, at) => at % 2 ? element("code", {}, part) : part);
}
