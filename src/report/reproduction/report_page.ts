import type { AuditFile } from "../audit/audit_file.ts";
import { auditVerdicts } from "../audit/audit_table.ts";
import { leaderboardHtml } from "../leaderboard_page.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { verdicts } from "./figure_verdicts.ts";
import { element, type Html, type HtmlPart, tableElement } from "./html.ts";
import style from "./report_style.css" with { type: "text" };
import { provenanceTable, rerunCommand } from "./report_tables.ts";
import * as tables from "./report_tables.ts";
import {
  contradictions,
  OWN_TITLE,
  ownSentence,
  summarySentences,
  verdictReasons,
} from "./report_words.ts";

/** The drawings, ready to stand in the page; null for those that there is nothing to draw of. */
export interface ReportDrawings {
  comparison: Html | null;
  gap: Html | null;
  study: Html | null;
  /** One a benchmark. */
  curves: { title: string; drawings: Html[]; /** Unfolded. */ isOpen: boolean }[];
}

const NONE = element("p", { class: "quiet" }, "Not among the results.");

type Section = [id: string, title: string, content: HtmlPart];

/** The page. It requests nothing from anywhere, and forbids itself to. */
export function reportPage(report: ReproductionReport, drawings: ReportDrawings): string {
  const sections: Section[] = [
    ["figures", "Published figures and what became of them", figures(report, drawings)],
    ...(report.own ? [ownPart(report, report.own)] : []),
    ["gap", "What unseen speakers and words leave", [drawings.gap, table(tables.gapTable(report))]],
    ["speakers", "By speaker", [
      element(
        "p",
        { class: "quiet" },
        "Of each speaker who was held out, mean over seeds, in percent; UAR is the unweighted " +
          "average recall over the classes that the speaker has. Intervals over speakers come " +
          "from these values.",
      ),
      table(tables.bySpeakerTable(report)),
    ]],
    ["others", "Other networks and labels", table(tables.otherTable(report))],
    ["leaderboard", "Leaderboard", leaderboardHtml(report.boards)],
    ["curves", "Benchmarks in detail", curves(report, drawings)],
    ["tuning", "Bayesian optimisation", tuning(report, drawings)],
    ["speed", "Speed", speed(report)],
    ["web", "Web page", table(tables.measuredTable(report))],
    ["audit", "Audit of what is published", report.audit ? auditPart(report.audit) : NONE],
    ["open", "What the papers left open, and what was taken", [
      prose(tables.leftOpenTable(report)),
      element("h3", {}, "What they contradict"),
      list(contradictions()),
    ]],
    ["rerun", "How to rerun each number", rerun(report)],
    ["missing", "Missing", missing(report)],
  ];
  const content = sections.map(([id, title, part]) =>
    element("section", { class: id === "own" ? id : null }, element("h2", { id }, title), part)
  );
  const links = sections.map(([id, title]) =>
    element("li", {}, element("a", { href: `#${id}` }, title))
  );
  return "<!doctype html>\n" + element(
    "html",
    { lang: "en" },
    head(),
    element(
      "body",
      {},
      element("header", {}, ...opening(report)),
      element("nav", { "aria-label": "Contents" }, element("ul", {}, links)),
      element("main", {}, content),
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
    element("style", {}, { html: style }),
  );
}

function opening(report: ReproductionReport): HtmlPart[] {
  const { environment, figures, summary, curves } = report;
  const isSynthetic = [...summary?.rows ?? [], ...curves].some(({ synthetic }) => synthetic);
  const tiles = verdicts.map((verdict) => {
    const count = figures.filter((figure) => figure.verdict === verdict).length;
    return element("li", {}, element("strong", {}, count), verdictMark(verdict));
  });
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
    element("ul", { class: "tiles", "aria-label": "Verdicts" }, tiles),
    summarySentences(report).map((sentence) => element("p", {}, sentence)),
  ];
}

function figures(report: ReproductionReport, { comparison }: ReportDrawings): HtmlPart {
  const reasons = verdictReasons(report.figures);
  return [
    comparison,
    element(
      "p",
      { class: "quiet" },
      "In percent, differences in percentage points; ± is the standard deviation over seeds. " +
        "Intervals hold what other speakers, texts, clips or seeds might bring, as “over” says. " +
        "Reproduced: zero lies within the difference's 95 % interval, which holds the chance in " +
        "both figures.",
    ),
    [...Map.groupBy(report.figures, ({ publication }) => publication)].map((
      [publication, own],
    ) => [element("h3", {}, publication), table(tables.figureTable(own), 2)]),
    element("h3", {}, "Why"),
    list(reasons),
    element("h3", {}, "Rates of each class: MobileNet on FER2013's official test set"),
    table(tables.rateTable(report)),
    element("h3", {}, "What is said of the classes' curves"),
    table(tables.claimTable(report), 3),
  ];
}

function ownPart(
  report: ReproductionReport,
  own: NonNullable<ReproductionReport["own"]>,
): Section {
  const note = element("p", { class: "quiet" }, ownSentence(own));
  return ["own", OWN_TITLE, [note, table(tables.ownTable(report))]];
}

function curves(report: ReproductionReport, { curves: benchmarks }: ReportDrawings): HtmlPart {
  if (benchmarks.length === 0) return NONE;
  return [
    element(
      "p",
      { class: "quiet" },
      "One run each, the first seed. Clips of one speaker are alike, so the interval over whole " +
        "speakers is the appropriate one; it needs at least five of them. Drawn are the papers' networks; " +
        "the others' curves lie in curves/, and ",
      element("code", {}, "duygu plot RUN"),
      " draws those of any run.",
    ),
    table(tables.benchmarkTable(report)),
    benchmarks.map(({ title, drawings, isOpen }) =>
      element(
        "details",
        { open: isOpen ? "" : null },
        element("summary", {}, title),
        element("div", { class: "plots" }, drawings),
      )
    ),
  ];
}

function tuning(report: ReproductionReport, { study }: ReportDrawings): HtmlPart {
  const { tuning: functions, tuningStudy } = report;
  const ratios = Object.entries(functions?.askTellRatio ?? {})
    .map(([observations, ratio]) => `${ratio.toFixed(2)} after ${observations} observations`);
  return [
    element("h3", {}, "Test functions, medians"),
    table(tables.tuningTable(report)),
    ratios.length
      ? element(
        "p",
        {},
        `One question takes, as a share of scikit-optimize's time: ${ratios.join(", ")}.`,
      )
      : null,
    element("h3", {}, "EmotionUnet's hyper-parameters"),
    tuningStudy
      ? element("p", { class: "quiet" }, [
        tuningStudy.reduced ?? null,
        tuningStudy.reduced ? ". " : "",
      ])
      : null,
    table(tables.studyTable(report)),
    study,
  ];
}

function speed(report: ReproductionReport): HtmlPart {
  return [
    element(
      "p",
      { class: "quiet" },
      "Medians of interleaved steps on the same machine; below 1 ours is faster.",
    ),
    table(tables.engineTable(report)),
  ];
}

function rerun(report: ReproductionReport): HtmlPart {
  const { header, rows, right } = provenanceTable(report);
  return [
    element(
      "p",
      {},
      "In a checkout, with the data in ./data or $DUYGU_DATA. This report: ",
      element("code", {}, rerunCommand(report.command)),
      ".",
    ),
    rows.length
      ? tableElement(
        header,
        rows.map(([what, command, ...rest]) => [what, element("code", {}, command), ...rest]),
        right,
      )
      : NONE,
  ];
}

function missing({ missing: parts }: ReproductionReport): HtmlPart {
  if (parts.length === 0) return element("p", {}, "Nothing.");
  return element(
    "ul",
    {},
    parts.map(({ what, command }) =>
      element("li", {}, `${what}: `, element("code", {}, rerunCommand(`duygu ${command}`)))
    ),
  );
}

/** A table; the column `verdict` holds words that bear a mark and a colour. */
function table({ header, rows, right }: tables.ReportTable, verdict?: number): HtmlPart {
  if (rows.length === 0) return NONE;
  const cells = rows.map((row) => row.map((cell, at) => at === verdict ? verdictMark(cell) : cell));
  return tableElement(header, cells, right);
}

function prose({ header, rows }: tables.ReportTable): Html {
  return element("div", { class: "prose" }, tableElement(header, rows));
}

/** A verdict by word, mark and colour, so that none of them is needed alone. */
function verdictMark(verdict: string): Html {
  const kind = verdict === "does not hold" ? "not" : verdict.split(" ")[0];
  return element("span", { class: `verdict ${kind}` }, verdict);
}

const list = (lines: readonly string[]) =>
  element("ul", {}, lines.map((line) => element("li", {}, withCode(line))));

/** Text whose parts in backticks are code. */
function withCode(text: string): HtmlPart[] {
  return text.split("`").map((part, at) => at % 2 ? element("code", {}, part) : part);
}

/** Each publication's findings under their verdicts. */
function auditPart({ publications }: AuditFile): HtmlPart {
  return publications.map(({ title, findings }) => [
    element("h3", {}, title),
    auditVerdicts.map((verdict) => {
      const own = findings.filter((finding) => finding.verdict === verdict);
      if (own.length === 0) return null;
      const rows = own.map(({ subject, check, arithmetic, source }) => [
        subject,
        check,
        arithmetic,
        source,
      ]);
      return element(
        "details",
        { open: verdict === "inconsistent" ? "" : null },
        element(
          "summary",
          {},
          element("span", { class: `verdict ${verdict.split(" ")[0]}` }, verdict),
          ` (${own.length})`,
        ),
        element(
          "div",
          { class: "prose" },
          tableElement(["of", "check", "arithmetic", "source"], rows),
        ),
      );
    }),
  ]);
}
