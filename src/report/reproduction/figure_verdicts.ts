import { corpusInfo } from "../../data/registry.ts";
import type { Interval } from "../../metrics/intervals.ts";
import { metricTitle } from "../bench_table.ts";
import { compareWithPublished, type RowInterval } from "../compare_with_published.ts";
import type { Curves } from "../curves.ts";
import { paperFAccuracy, paperFClasses } from "../published/paper_f.ts";
import { paperSTable3 } from "../published/paper_s.ts";
import type { PublishedFigure, Source } from "../published/published_figure.ts";
import type { Summary, SummaryRow } from "../summary.ts";

/** What a figure's reproduction came to. */
export const verdicts = ["reproduced", "better", "worse", "cannot be tested"] as const;

/** Our value of a published figure; fractions. */
export interface OurValue {
  /** Over the seeds. */
  mean: number;
  /** Over seeds; null for a single value. */
  sd: number | null;
  /** 95 %, with what it is over. */
  interval: RowInterval | null;
  /** How many trainings it is the mean of. */
  seeds: number;
  /** Test clips of one seed. */
  n: number;
}

/** One published figure and what became of it. */
export interface FigureVerdict {
  /** Such as "Görmez 2025". */
  publication: string;
  /** Such as "Table 3, page 242". */
  place: string;
  /** The corpus's id. */
  corpus: string;
  /** The corpus's name in the literature. */
  title: string;
  /** The model's name in the publication. */
  model: string;
  /** Its name in tables. */
  metric: string;
  /** A fraction. */
  published: number;
  /** Null where nothing comparable was measured. */
  ours: OurValue | null;
  /** Ours minus published; null where they are not figures of the same. */
  difference: number | null;
  /** Of the difference, 95 %; null where there is no such. */
  differenceInterval: Interval | null;
  /** In a word. */
  verdict: typeof verdicts[number];
  /** One sentence. */
  why: string;
  /** What measured ours; null where nothing did. */
  command: string | null;
}

/** The verdicts, in the order of the papers' tables. */
export function figureVerdicts(
  summary: Summary | null,
  curves: readonly Curves[],
): FigureVerdict[] {
  const rows = (summary?.rows ?? []).filter(({ synthetic }) => !synthetic);
  return [
    ...paperSTable3.map((figure) => paperSVerdict(figure, rows, summary)),
    ...paperFVerdicts(rows, summary, curves.filter(({ synthetic }) => !synthetic)),
  ];
}

/** "12 reproduced, 4 better, …": how many figures have each verdict. */
export function verdictCounts(figures: readonly FigureVerdict[]): string {
  return verdicts.map((verdict) =>
    `${figures.filter((figure) => figure.verdict === verdict).length} ${verdict}`
  ).join(", ");
}

/** What measured a row. */
export function commandOf(row: SummaryRow, summary: Summary | null): string {
  return row.earlier?.command ?? summary?.command ?? "";
}

function paperSVerdict(
  figure: PublishedFigure,
  rows: readonly SummaryRow[],
  summary: Summary | null,
): FigureVerdict {
  const { corpus, model, metric, value } = figure;
  const row = rows.find((own) =>
    own.corpus === corpus && own.model === model && own.protocol === "paper" &&
    own.metric === metric
  );
  const head = headOf(figure.source, corpus, model, metricTitle(metric), value);
  if (!row) return { ...head, ...untested(whyUntested(corpus)) };
  const { difference, interval, verdict } = compareWithPublished({ ...row, published: value });
  return {
    ...head,
    ours: ourValue(row),
    difference,
    differenceInterval: interval,
    verdict: verdict as typeof verdicts[number],
    why:
      (verdict === "reproduced"
        ? "the difference lies within its 95 % interval"
        : "the difference lies outside its 95 % interval") +
      (row.note ? `; ${row.note.replace(/\.$/, "")}` : ""),
    command: commandOf(row, summary),
  };
}

function whyUntested(corpus: string): string {
  const { title, howToGet } = corpusInfo(corpus);
  return `no run on ${title}'s recordings is among the results. ${howToGet}`;
}

/** Why no figure of paper F has a verdict of its own. */
const MIXED =
  "the paper mixes FER2013 with images that it does not name, and does not say what was " +
  "tested; ours is of FER2013's official test set and stands beside it for orientation";

function paperFVerdicts(
  rows: readonly SummaryRow[],
  summary: Summary | null,
  curves: readonly Curves[],
): FigureVerdict[] {
  const isOurs = (own: { corpus: string; model: string; protocol: string }) =>
    own.corpus === "fer2013" && own.model === paperFAccuracy.model && own.protocol === "official";
  const row = rows.find((own) => isOurs(own) && own.metric === "accuracy");
  const run = curves.find(isOurs);
  const { corpus, model, metric, value, source } = paperFAccuracy;
  const accuracy: FigureVerdict = {
    ...headOf(source, corpus, model, metricTitle(metric), value),
    ...untested(MIXED),
    ours: row ? ourValue(row) : null,
    command: row ? commandOf(row, summary) : null,
  };
  const classes = paperFClasses.flatMap((published) => {
    const own = run?.metrics.perClass.find(({ name }) => name === published.name);
    const beside = (mean: number | null | undefined): Partial<FigureVerdict> =>
      mean === null || mean === undefined ? {} : {
        ours: { mean, sd: null, interval: null, seeds: 1, n: own!.support },
        command: run!.command,
      };
    const head = (place: Source, what: string, figure: number) =>
      headOf(place, corpus, model, `${what}, ${published.name}`, figure);
    return [
      {
        ...head(published.confusionSource, "recall", published.truePositive),
        ...untested(MIXED),
        ...beside(own?.recall),
      },
      {
        ...head(published.aucSource, "AUC (probabilities)", published.auc),
        ...untested(MIXED),
        ...beside(own?.aucProbability),
      },
    ];
  });
  return [accuracy, ...classes];
}

function headOf(source: Source, corpus: string, model: string, metric: string, published: number) {
  return {
    publication: source.publication.short,
    place: source.place + (source.page ? `, page ${source.page}` : ""),
    corpus,
    title: corpusInfo(corpus).title,
    model,
    metric,
    published,
  };
}

function untested(why: string) {
  return {
    ours: null,
    difference: null,
    differenceInterval: null,
    verdict: "cannot be tested" as const,
    why,
    command: null,
  };
}

function ourValue(row: SummaryRow): OurValue {
  return {
    mean: row.mean,
    sd: row.sd,
    interval: row.interval,
    seeds: row.values.length,
    n: row.n,
  };
}
