/** What a reader of one screen must know: the papers' figures, ours, and what could not be tested. */
import { corpusTitle } from "../../data/registry.ts";
import { percent } from "../bench_table.ts";
import type { Curves } from "../curves.ts";
import { publishedAccuracies } from "../published/published_figure.ts";
import type { SummaryRow } from "../summary.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { verdictCounts } from "./figure_verdicts.ts";
import type { ReportTable } from "./report_tables.ts";

/** The papers' accuracies beside ours, a row a corpus. */
export function headlineTable({ figures, summary }: ReproductionReport): ReportTable {
  const rows = (summary?.rows ?? []).filter(({ metric, synthetic, knowledge }) =>
    metric === "accuracy" && !synthetic && knowledge === "nothing"
  );
  const withInterval = (value: number, interval: { low: number; high: number } | null) =>
    percent(value) + (interval ? ` (${percent(interval.low)} to ${percent(interval.high)})` : "");
  const ofRow = (row: SummaryRow | undefined) =>
    row ? withInterval(row.mean, row.interval) + (isTooNarrow(row) ? " *" : "") : "–";
  const accuracies = figures.filter(({ metric }) => metric === "accuracy");
  return {
    header: [
      "corpus",
      "network",
      "published",
      "ours, same split",
      "verdict",
      "ours, unseen speakers",
      "best other, unseen speakers",
    ],
    right: [2, 3, 5, 6],
    rows: accuracies.map(({ corpus, title, model, published, ours, verdict }) => {
      const unseen = rows.filter((row) => row.corpus === corpus && row.protocol === "speaker");
      const others = unseen.filter((row) => row.model !== model);
      const best = others.toSorted((a, b) => b.mean - a.mean).at(0);
      return [
        title,
        model,
        percent(published),
        ours ? withInterval(ours.mean, ours.interval) : "–",
        verdict,
        ofRow(unseen.find((row) => row.model === model)),
        best ? `${ofRow(best)}, ${best.model}` : "–",
      ];
    }),
  };
}

/** Whether seeds alone were drawn where speakers should be: what other speakers bring is not in it. */
function isTooNarrow({ interval, protocol }: SummaryRow): boolean {
  return protocol === "speaker" && interval?.over === "seeds";
}

/** What the star in {@link headlineTable} says. */
export const NARROW_NOTE =
  "* The interval is over seeds: its runs' predictions were not kept, and what other speakers " +
  "would bring is not in it.";

/** The verdict in at most three sentences. */
export function verdictSentences(report: ReproductionReport): string[] {
  const { figures, gaps, audit } = report;
  const wrong = audit?.publications.flatMap(({ findings }) => findings)
    .filter(({ verdict }) => verdict === "inconsistent").length;
  // The papers' own networks, where a speaker was left out of training.
  const fallen = gaps.filter(({ synthetic, protocol, knowledge, corpus, model }) =>
    !synthetic && protocol === "speaker" && knowledge === "nothing" &&
    publishedAccuracies.some((own) => own.corpus === corpus && own.model === model)
  );
  const falls = fallen.map(({ corpus, random, strict }) =>
    `on ${corpusTitle(corpus)} from ${percent(random)} % to ${percent(strict)} %`
  );
  return [
    `Of ${figures.length} published figures: ${verdictCounts(figures)}.`,
    ...falls.length
      ? [
        "The random split flatters: with speakers that were not heard, the paper's network falls " +
        `${falls.join(" and ")}.`,
      ]
      : [],
    ...wrong === undefined
      ? []
      : [`The audit finds ${wrong} inconsistencies in what is published.`],
  ];
}

/** Why figures could not be tested, each reason once. */
export function untestedReasons({ figures }: ReproductionReport): string[] {
  const untested = figures.filter(({ verdict }) => verdict === "cannot be tested");
  const groups = Map.groupBy(untested, ({ title, why }) => `${title}: ${why.replace(/\.$/, "")}.`);
  return [...groups].map(([reason, own]) =>
    own.length > 1 ? `${reason} (${own.length} figures)` : reason
  );
}

/** What a recall of 0 comes from, a sentence a run that has one. */
export function zeroRecallNotes(curves: readonly Curves[]): string[] {
  return curves.flatMap(({ model, corpus, metrics, history }) => {
    const never = metrics.perClass.filter(({ recall, support }) => recall === 0 && support > 0);
    if (never.length === 0) return [];
    const names = never.map(({ name, support }) => `${name} (n ${support})`).join(" and ");
    return [
      `A recall of 0: ${model} recognised no test item of ${corpusTitle(corpus)}'s ${names}; it ` +
      `was trained for ${history.length} epochs, and had learned little of them by then.`,
    ];
  });
}

/**
 * Names figures of which a part of the method was settled while the test figures were in view; []
 * where the summary has none.
 */
export function seenBeforeNotes(rows: readonly SummaryRow[]): string[] {
  // Clusters of a new speaker's clips are matched with classes since then; see
  // docs/unseen-speakers.md.
  const seen = rows.filter(({ corpus, protocol, knowledge, model, metric }) =>
    corpus === "tess" && protocol === "speaker" && knowledge !== "nothing" &&
    metric === "accuracy" && model.startsWith("LDA")
  );
  if (seen.length === 0) return [];
  const figures = seen.map(({ model, mean, knowledge }) =>
    `${model}, ${knowledge} clips: ${percent(mean)} %`
  );
  return [
    `Not blind, on ${corpusTitle("tess")}: how a new speaker's clusters are matched with classes ` +
    `was settled with this corpus's test figures in view (${figures.join("; ")}).`,
  ];
}
