/** What a published figure is: a number, what it is of, and where it stands. */
import type { PublishedShares } from "../../plot/class_shares.ts";
import { paperF, paperFAccuracy, paperFClasses } from "./paper_f.ts";
import { paperSTable3 } from "./paper_s.ts";

/** A publication, as one cites it. */
export interface Publication {
  /** Short form for tables, such as "Görmez 2025". */
  short: string;
  /** Authors, title, journal, year. */
  citation: string;
  /** Without the resolver's address; null where none is known. */
  doi: string | null;
}

/** Where in a publication a figure stands. */
export interface Source {
  /** Which publication. */
  publication: Publication;
  /** Such as "Table 3". */
  place: string;
  /** Section number or heading. */
  section: string;
  /** As printed; null where it is undetermined. */
  page: string | null;
}

/** A metric that summaries and publications share; all are fractions. */
export type MetricName =
  | "accuracy"
  | "macroPrecision"
  | "macroRecall"
  | "macroF1"
  | "aucProbability"
  | "aucHardLabel";

/** One published result. */
export interface PublishedFigure {
  /** "turev", "tess", "anad", "banglaser", "fer2013". */
  corpus: string;
  /** The model's name there. */
  model: string;
  /** Which metric. */
  metric: MetricName;
  /** A fraction. */
  value: number;
  /** What the model saw: recordings, images, or precomputed features. */
  input: "audio" | "images" | "features";
  /** Where it stands. */
  source: Source;
  /** What a reader must know to compare with it; absent where nothing. */
  note?: string;
}

/** What a published figure is looked up by. */
export interface FigureKey {
  /** The corpus's id. */
  corpus: string;
  /** The model's name in the publication. */
  model: string;
  /** Which metric. */
  metric: MetricName;
}

/**
 * The papers' own figure for this corpus, model and metric, always of the paper's own protocol:
 * paper S's random split, paper F's unnamed one. Beside a stricter split it stands as a landmark.
 *
 * @example
 * ```ts
 * findPublishedFigure({ corpus: "turev", model: "EmotionUnet", metric: "accuracy" });
 * ```
 */
export function findPublishedFigure(key: FigureKey): PublishedFigure | null {
  return [...paperSTable3, paperFAccuracy].find(({ corpus, model, metric }) =>
    corpus === key.corpus && model === key.model && metric === key.metric
  ) ?? null;
}

/** What both papers report first: an accuracy of each of their corpora. */
export const publishedAccuracies: readonly PublishedFigure[] = [...paperSTable3, paperFAccuracy]
  .filter(({ metric }) => metric === "accuracy");

/** Paper F's shares for FER2013 (of its own mixture of data sets); undefined for other corpora. */
export function publishedClassShares(corpusId: string): PublishedShares | undefined {
  if (corpusId !== "fer2013") return undefined;
  return {
    source: `${paperF.short}, of FER2013 joined with unnamed other sets`,
    shares: Object.fromEntries(paperFClasses.map(({ name, share }) => [name, share])),
  };
}
