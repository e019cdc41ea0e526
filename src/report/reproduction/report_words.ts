/** The report's sentences, common to its HTML and its Markdown. */
import { corpusTitle } from "../../data/registry.ts";
import { protocolTitle } from "../../plot/leakage_gap_plot.ts";
import { paperF, paperFNotes } from "../published/paper_f.ts";
import { paperS, paperSNotes } from "../published/paper_s.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { type FigureVerdict, verdicts } from "./figure_verdicts.ts";
import { percent } from "./report_tables.ts";

/** "12 reproduced, 4 better, …": how many figures have each verdict. */
export function verdictCounts(figures: readonly FigureVerdict[]): string {
  return verdicts.map((verdict) =>
    `${figures.filter((figure) => figure.verdict === verdict).length} ${verdict}`
  ).join(", ");
}

/** What the report comes to beside the verdicts, in a few sentences. */
export function summarySentences({ gaps, audit }: ReproductionReport): string[] {
  const wrong = audit?.publications.flatMap(({ findings }) => findings)
    .filter(({ verdict }) => verdict === "inconsistent").length;
  const worst = gaps.filter(({ synthetic }) => !synthetic).toSorted((a, b) => a.gap - b.gap)[0];
  return [
    ...worst
      ? [
        `The random split flatters: on ${corpusTitle(worst.corpus)} the accuracy falls from ` +
        `${percent(worst.random)} % to ${percent(worst.strict)} % with ` +
        `${protocolTitle(worst.protocol)}.`,
      ]
      : [],
    ...wrong === undefined
      ? []
      : [`The audit finds ${wrong} inconsistencies in what is published.`],
  ];
}

/** Why each figure has its verdict, each reason once, with the corpora it holds for. */
export function verdictReasons(figures: readonly FigureVerdict[]): string[] {
  const groups = Map.groupBy(
    figures,
    ({ title, verdict, why }) => `${title}, ${verdict}: ${why.replace(/\.$/, "")}.`,
  );
  return [...groups.keys()];
}

/** The heading of the part with a user's own results. */
export const OWN_TITLE = "Your own results";

/** What that part shows. */
export function ownSentence({ folder, summary }: NonNullable<ReproductionReport["own"]>): string {
  return `Measured on your machine and kept in ${folder}/ (${summary.rows.length} rows), beside what ` +
    "Duygu publishes in results/. All other parts of this report are of the published results alone. " +
    "In percent, differences in percentage points.";
}

/** What the papers' own texts contradict. */
export function contradictions(): string[] {
  return [
    ...paperSNotes.map(({ note }) => `${paperS.short}: ${note}`),
    ...paperFNotes.map((note) => `${paperF.short}: ${note}`),
  ];
}
