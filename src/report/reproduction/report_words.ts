/** The report's sentences, common to its HTML and its Markdown. */
import { paperF, paperFNotes } from "../published/paper_f.ts";
import { paperS, paperSNotes } from "../published/paper_s.ts";
import type { ReproductionReport } from "./collect_report.ts";
import type { FigureVerdict } from "./figure_verdicts.ts";

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
