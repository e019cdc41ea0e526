/** The report's tables, common to its HTML and its Markdown. */
import { formatDuration } from "../../base/progress.ts";
import { corpusTitle } from "../../data/registry.ts";
import type { Interval } from "../../metrics/intervals.ts";
import { knowledgeTitles } from "../../metrics/knowledge.ts";
import { protocolTitle } from "../../plot/leakage_gap_plot.ts";
import { knownText, metricTitle, percent } from "../bench_table.ts";
import { compareWithPublished, intervalNote } from "../compare_with_published.ts";
import { literature } from "../published/literature.ts";
import { groupRows, recallsOf, speakerScores } from "../speaker_table.ts";
import { type SummaryRow, summaryRowKey } from "../summary.ts";
import type { ReproductionReport } from "./collect_report.ts";
import type { FigureVerdict } from "./figure_verdicts.ts";
import { benchmarkTitle, strategyTitle, subjectTitle } from "./report_plots.ts";

/** A table's header, its rows and which columns are numbers. */
export interface ReportTable {
  /** One name a column. */
  header: string[];
  /** Each as long as the header. */
  rows: string[][];
  /** Numbers of the columns, from 0, that are set to the right. */
  right: number[];
}

const points = (fraction: number) =>
  (fraction > 0 ? "+" : "") + (100 * fraction).toFixed(2).replace("-", "−");

function interval({ low, high }: Interval, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

/** One row a published figure that has, or could have, a verdict. */
export function figureTable(figures: readonly FigureVerdict[]): ReportTable {
  return {
    header: [
      "corpus",
      "metric",
      "verdict",
      "published",
      "ours",
      "95 % interval",
      "over",
      "difference",
      "its 95 %",
      "where",
    ],
    right: [3, 4, 5, 7, 8],
    rows: figures.map(({ ours, ...figure }) => [
      figure.title,
      figure.metric,
      figure.verdict,
      percent(figure.published),
      ours ? percent(ours.mean) + (ours.sd === null ? "" : ` ± ${percent(ours.sd)}`) : "–",
      ours?.interval ? interval(ours.interval, percent) : "–",
      ours?.interval ? intervalNote(ours.interval) : "–",
      figure.difference === null ? "–" : points(figure.difference),
      figure.differenceInterval ? interval(figure.differenceInterval, points) : "–",
      figure.place,
    ]),
  };
}

/** Further rows: other networks, other labels. */
export function otherTable({ summary }: ReproductionReport): ReportTable {
  const rows = (summary?.rows ?? []).filter((row) =>
    row.metric === "accuracy" && compareWithPublished(row).verdict !== "stricter split" &&
    (row.synthetic || row.published === null)
  );
  return {
    header: [
      "corpus",
      "network",
      "protocol",
      "known of speakers",
      "accuracy",
      "95 % interval",
      "over",
      "UAR",
      "seeds",
      "n",
    ],
    right: [4, 5, 7, 8, 9],
    rows: rows.map((row) => [
      dataTitle(row),
      row.model,
      protocolTitle(row.protocol, row.corpus),
      knownText(row),
      percent(row.mean) + (row.sd === null ? "" : ` ± ${percent(row.sd)}`),
      row.interval ? interval(row.interval, percent) : "–",
      row.interval ? intervalNote(row.interval) : "–",
      uarText(row, summary?.rows ?? []),
      String(row.values.length),
      String(row.n),
    ]),
  };
}

function uarText(row: SummaryRow, rows: readonly SummaryRow[]): string {
  const recalls = recallsOf(row, rows);
  return recalls ? percent(recalls.mean) : "–";
}

/** What others published, of the corpora and inputs that {@link otherTable} has rows of. */
export function literatureTable({ summary }: ReproductionReport): ReportTable {
  const rows = (summary?.rows ?? []).filter(({ synthetic }) => !synthetic);
  const figures = literature.filter(({ corpus, input }) =>
    rows.some((row) =>
      row.corpus === corpus && (row.model !== "DenseFeatures" || input === "features")
    )
  );
  return {
    header: ["corpus", "network", "accuracy, their own split", "where"],
    right: [2],
    rows: figures.map(({ corpus, model, value, source }) => [
      corpusTitle(corpus),
      model,
      percent(value),
      `${source.publication.short}, ${source.place}`,
    ]),
  };
}

/** The corpus's name, marked where its data are generated. */
function dataTitle({ corpus, synthetic }: SummaryRow): string {
  const title = corpusTitle(corpus);
  return synthetic && !title.includes("SYNTHETIC") ? `${title} (SYNTHETIC)` : title;
}

/** A user's own accuracies and recalls, beside the paper's and those that Duygu publishes. */
export function ownTable({ own, summary }: ReproductionReport): ReportTable {
  const rows = (own?.summary.rows ?? []).filter(({ metric }) =>
    metric === "accuracy" || metric === "macroRecall"
  );
  return {
    header: [
      "corpus",
      "network",
      "protocol",
      "known of speakers",
      "metric",
      "paper",
      "Duygu publishes",
      "yours",
      "95 % of yours",
      "difference to Duygu's",
      "seeds",
      "n",
    ],
    right: [5, 6, 7, 8, 9, 10, 11],
    rows: rows.map((row) => {
      const published = summary?.rows.find((other) => summaryRowKey(other) === summaryRowKey(row));
      return [
        dataTitle(row),
        row.model,
        protocolTitle(row.protocol, row.corpus),
        knownText(row),
        metricTitle(row.metric),
        row.published === null ? "–" : percent(row.published),
        published ? percent(published.mean) : "–",
        percent(row.mean) + (row.sd === null ? "" : ` ± ${percent(row.sd)}`),
        row.interval ? interval(row.interval, percent) : "–",
        published ? points(row.mean - published.mean) : "–",
        String(row.values.length),
        String(row.n),
      ];
    }),
  };
}

/** What stricter splits cost, a row a corpus and protocol. */
export function gapTable({ gaps, summary }: ReproductionReport): ReportTable {
  return {
    header: [
      "corpus",
      "protocol",
      "known of speakers",
      "random split",
      "stricter",
      "its 95 %",
      "over",
      "gap",
      "its 95 %",
      "tested",
    ],
    right: [3, 4, 5, 7, 8],
    rows: gaps.map((gap) => {
      const row = summary?.rows.find((own) =>
        own.corpus === gap.corpus && own.model === gap.model && own.protocol === gap.protocol &&
        own.metric === gap.metric && own.synthetic === gap.synthetic &&
        own.knowledge === gap.knowledge
      );
      return [
        gap.synthetic ? `${subjectTitle(gap)} (SYNTHETIC)` : subjectTitle(gap),
        protocolTitle(gap.protocol),
        row ? knownText(row) : knowledgeTitles[gap.knowledge],
        percent(gap.random),
        percent(gap.strict),
        row?.interval ? interval(row.interval, percent) : "–",
        gap.over ?? "–",
        points(gap.gap),
        gap.interval ? interval(gap.interval, points) : "–",
        row?.note ?? "",
      ];
    }),
  };
}

/** Accuracy and unweighted average recall by test speaker. */
export function bySpeakerTable({ summary }: ReproductionReport): ReportTable {
  return {
    header: [
      "corpus",
      "network",
      "protocol",
      "known of speakers",
      "speaker",
      "n",
      "accuracy",
      "UAR",
    ],
    right: [5, 6, 7],
    rows: speakerScores(summary?.rows ?? []).map(({ row, speaker, n, accuracy, uar }) => [
      dataTitle(row),
      row.model,
      protocolTitle(row.protocol),
      knowledgeTitles[row.knowledge],
      speaker,
      String(n),
      percent(accuracy),
      uar === null ? "–" : percent(uar),
    ]),
  };
}

/** What {@link byGroupTable} shows. */
export const groupNote =
  "As far as a corpus tells sex and age of its speakers, in percent; gaps are to all other groups " +
  "together, in points, with 95 % bootstrap intervals. Where speakers are drawn, an interval is " +
  "about other speakers too; where texts or clips are, about these speakers only.";

/** Accuracy and unweighted average recall by sex and age, with the gaps to all other groups. */
export function byGroupTable({ summary }: ReproductionReport): ReportTable {
  const gapText = (gap: (Interval & { difference: number }) | null) =>
    gap ? `${points(gap.difference)} (${interval(gap, points)})` : "–";
  return {
    header: [
      "corpus",
      "network",
      "protocol",
      "known of speakers",
      "group",
      "speakers",
      "n",
      "accuracy",
      "UAR",
      "UAR, gap to others (95 %)",
      "drawn",
    ],
    right: [5, 6, 7, 8, 9],
    rows: groupRows(summary?.rows ?? []).map(({ row, accuracy, uar }) => [
      dataTitle(row),
      row.model,
      protocolTitle(row.protocol),
      knowledgeTitles[row.knowledge],
      `${uar.trait}: ${uar.name}`,
      String(uar.speakers ?? "–"),
      String(uar.n),
      percent(accuracy.value),
      percent(uar.value),
      gapText(uar.gap),
      uar.over,
    ]),
  };
}

/**
 * One run a benchmark, in detail: intervals over clips and over whole speakers, calibration, and
 * how much of the test set is in training.
 */
export function benchmarkTable({ curves }: ReproductionReport): ReportTable {
  const share = (value: number | null) => value === null ? "–" : `${percent(value)} %`;
  return {
    header: [
      "benchmark",
      "n",
      "accuracy",
      "95 % over clips",
      "over speakers",
      "UAR",
      "macro F1",
      "AUC",
      "calibration error",
      "speaker in training",
      "text in training",
    ],
    right: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    rows: curves.map((own) => {
      const { metrics, intervals, speakerIntervals, alsoInTraining } = own;
      const over = (known: Interval | null | undefined) => known ? interval(known, percent) : "–";
      return [
        benchmarkTitle(own),
        String(metrics.count),
        percent(metrics.accuracy),
        over(intervals.accuracy),
        over(speakerIntervals?.accuracy),
        percent(metrics.macroRecall),
        percent(metrics.macroF1),
        metrics.aucProbability === null ? "–" : percent(metrics.aucProbability),
        metrics.expectedCalibrationError.toFixed(3),
        share(alsoInTraining.speaker),
        share(alsoInTraining.text),
      ];
    }),
  };
}

/** Paper F's four rates of each class, beside those of its network. */
export function rateTable({ rates }: ReproductionReport): ReportTable {
  return {
    header: ["class", "of", "true positive", "true negative", "false positive", "false negative"],
    right: [2, 3, 4, 5],
    rows: rates.flatMap(({ name, place, published, ours }) =>
      [{ of: place, own: published }, { of: "ours", own: ours }].map(({ of, own }) => [
        name,
        of,
        ...own
          ? [own.truePositive, own.trueNegative, own.falsePositive, own.falseNegative].map(percent)
          : ["–", "–", "–", "–"],
      ])
    ),
  };
}

/** Statements on the order of classes. */
export function claimTable({ claims }: ReproductionReport): ReportTable {
  return {
    header: ["corpus", "where", "claim", "verdict", "average precision, best first"],
    right: [],
    rows: claims.map(({ corpus, place, claim, holds, found }) => [
      corpusTitle(corpus),
      place,
      claim,
      holds === null ? "cannot be tested" : holds ? "holds" : "does not hold",
      found,
    ]),
  };
}

/** Test functions, ours against scikit-optimize and random search. */
export function tuningTable({ tuning }: ReproductionReport): ReportTable {
  return {
    header: ["function", "calls", "true minimum", "ours", "scikit-optimize", "random search"],
    right: [1, 2, 3, 4, 5],
    rows: (tuning?.rows ?? []).map((row) => [
      row.problem,
      String(row.calls),
      ...[row.minimum, row.oursMedian, row.skoptMedian, row.randomMedian]
        .map((value) => value.toFixed(4).replace("-", "−")),
    ]),
  };
}

/** Medians on each problem, with ranks, of all optimisers that were there. */
export function tuningProblemsTable({ tuningPeers }: ReproductionReport): ReportTable {
  const titles = tuningPeers?.problems[0]?.optimisers.map(({ title }) => title) ?? [];
  return {
    header: ["problem", ...titles],
    right: titles.map((_, index) => index + 1),
    rows: (tuningPeers?.problems ?? []).map(({ title, optimisers }) => [
      title,
      ...optimisers.map(({ median, rank }) =>
        `${median.toPrecision(4).replace("-", "−")} (${rank})`
      ),
    ]),
  };
}

/** The optimisers over all problems, the best first. */
export function tuningRanksTable({ tuningPeers }: ReproductionReport): ReportTable {
  return {
    header: ["optimiser", "median rank", "mean rank", "first, problems", "ask and tell, ms"],
    right: [1, 2, 3, 4],
    rows: (tuningPeers?.ranks ?? []).map((own) => [
      own.title,
      String(own.medianRank),
      own.meanRank.toFixed(2),
      String(own.first),
      own.askTellMs.toFixed(0),
    ]),
  };
}

/** What the two tables of optimisers are of. */
export function tuningPeersSentence(
  { calls, seeds, missing }: NonNullable<ReproductionReport["tuningPeers"]>,
): string {
  const absent = missing.length
    ? ` Could not be installed: ${missing.map(({ peer }) => peer).join(", ")}.`
    : "";
  return `Medians of ${seeds} seeds after ${calls} calls, lower is better, ranks in brackets; ` +
    `table 2's spaces are searched on forests fitted to committed trials.${absent}`;
}

/** The tuning study's strategies. */
export function studyTable({ tuningStudy }: ReproductionReport): ReportTable {
  return {
    header: ["strategy", "trials", "best validation loss", "its accuracy", "time"],
    right: [1, 2, 3],
    rows: (tuningStudy?.strategies ?? []).map((own) => [
      strategyTitle(own.strategy),
      String(own.trials.length),
      own.bestValue?.toFixed(4) ?? "–",
      own.bestValidationAccuracy ? `${percent(own.bestValidationAccuracy)} %` : "–",
      formatDuration(own.seconds),
    ]),
  };
}

/** Times of ours and the fastest peer. */
export function engineTable({ engine }: ReproductionReport): ReportTable {
  return {
    header: ["what", "precision", "ours, ms", "fastest peer, ms", "peer", "ours / peer"],
    right: [2, 3, 5],
    rows: (engine?.rows ?? []).map((row) => {
      const [peer, ms] = Object.entries(row.peersMs).toSorted(([, a], [, b]) => a - b)[0] ??
        ["–", NaN];
      const what = row.operation === row.network
        ? row.operation
        : `${row.network}, ${row.operation}`;
      return [
        row.configuration ? `${what} (${row.configuration})` : what,
        row.precision,
        row.oursMs.toFixed(1),
        Number.isNaN(ms) ? "–" : ms.toFixed(1),
        peer,
        row.ratio?.toFixed(2) ?? "–",
      ];
    }),
  };
}

/** What a run of measurements found, such as results/web.json. */
export function measuredTable(measured: ReproductionReport["web"]): ReportTable {
  return {
    header: ["what", "figure", "unit", "limit"],
    right: [1, 3],
    rows: (measured?.rows ?? []).map(({ what, figure, unit, limit }) => [
      what,
      typeof figure === "number" ? String(Math.round(figure * 1000) / 1000) : figure,
      unit,
      limit === null || limit === undefined ? "–" : String(limit),
    ]),
  };
}

/** Open questions of both papers and the choices taken. */
export function leftOpenTable({ leftOpen }: ReproductionReport): ReportTable {
  return {
    header: ["paper", "left open", "taken here", "because", "in"],
    right: [],
    rows: leftOpen.map(({ publication, open, choice, reason, file }) => [
      publication.short,
      open,
      choice,
      reason,
      file,
    ]),
  };
}
