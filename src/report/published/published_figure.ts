/** What a published figure is: a number, what it is of, and where it stands. */

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
  /** As printed; null where it cannot be told. */
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
