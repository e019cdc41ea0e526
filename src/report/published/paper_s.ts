/**
 * Paper S's tables 1 to 4 as data (what table 4 quotes of others is in literature.ts, and of its
 * review in literature.ts). Percentages are fractions here. What the paper contradicts itself
 * in stands in {@link paperSNotes}.
 */
import {
  type PublishedConfiguration,
  publishedConfigurations,
} from "../../unet/published_configurations.ts";
import type { MetricName, Publication, PublishedFigure, Source } from "./published_figure.ts";

/** Paper S. */
export const paperS: Publication = {
  short: "Görmez 2025",
  citation: "Yasin Görmez, “EmotionUnet: Konuşma Duygu Tanıma için U-Net Tabanlı Özgün Derin " +
    "Öğrenme Modeli”, Academic Journal of Information Technology 16 (3), 2025",
  doi: "10.5824/ajite.2025.03.003.x",
};

/** The four corpora of paper S. */
export type PaperSCorpus = "turev" | "anad" | "banglaser" | "tess";

const place = (name: string, page: string): Source => ({
  publication: paperS,
  place: name,
  section: "3. Deney Sonuçları",
  page,
});

/** Table 1: how many clips are in each part of the random split. */
export const paperSTable1 = {
  source: place("Table 1", "240"),
  rows: {
    turev: { train: 1129, test: 433, validation: 173 },
    anad: { train: 900, test: 345, validation: 138 },
    banglaser: { train: 955, test: 366, validation: 146 },
    tess: { train: 1431, test: 549, validation: 219 },
  } satisfies Record<PaperSCorpus, { train: number; test: number; validation: number }>,
};

/** Table 2: the ten hyper-parameters, the space searched and the optimum found for each corpus. */
export const paperSTable2 = {
  source: place("Table 2", "241-242"),
  space: [
    { name: "learningRate", kind: "real", low: 1e-4, high: 1e-1 },
    { name: "epochs", kind: "integer", low: 5, high: 100 },
    { name: "batchSize", kind: "categorical", choices: [1, 2, 4, 8, 16, 32, 64, 128] },
    { name: "filters1", kind: "integer", low: 16, high: 256 },
    { name: "filters2", kind: "integer", low: 16, high: 256 },
    { name: "filters3", kind: "integer", low: 16, high: 256 },
    { name: "filters4", kind: "integer", low: 16, high: 256 },
    { name: "filters5", kind: "integer", low: 16, high: 256 },
    { name: "filters6", kind: "integer", low: 16, high: 256 },
    { name: "denseUnits", kind: "integer", low: 100, high: 1500 },
  ],
  optima: publishedConfigurations satisfies Record<PaperSCorpus, PublishedConfiguration>,
};

/**
 * Table 3's columns; its AUC is nearest to hard labels', see aucHardLabel in
 * src/metrics/ranking_curves.ts.
 */
const table3Columns: MetricName[] = ["accuracy", "macroPrecision", "macroRecall", "aucHardLabel"];

const table3Rows: Record<PaperSCorpus, number[]> = {
  turev: [0.7782, 0.7801, 0.7695, 0.8497],
  anad: [0.9971, 0.9982, 0.9904, 0.9968],
  banglaser: [0.5955, 0.5908, 0.6117, 0.7498],
  tess: [0.9890, 0.9880, 0.9877, 0.9934],
};

/** Table 3: test scores of the models trained with table 2's optima, on table 1's random split. */
export const paperSTable3: PublishedFigure[] = Object.entries(table3Rows).flatMap(
  ([corpus, values]) =>
    values.map((value, column): PublishedFigure => ({
      corpus,
      model: "EmotionUnet",
      metric: table3Columns[column],
      value,
      input: "audio",
      source: place("Table 3", "242"),
    })),
);

/** Table 4: accuracies of others, and paper S's own again; null is "the proposed model". */
export const paperSTable4 = {
  source: place("Table 4", "245"),
  rows: [
    { study: "Aziz et al. 2023", corpus: "banglaser", value: 0.59 },
    { study: "Sankara Pandiammal et al. 2024", corpus: "tess", value: 0.91 },
    { study: "Alsabhan 2023", corpus: "anad", value: 0.9672 },
    { study: "Ismaiel et al. 2024", corpus: "anad", value: 0.974 },
    { study: null, corpus: "banglaser", value: 0.5955 },
    { study: null, corpus: "tess", value: 0.989 },
    { study: null, corpus: "anad", value: 0.9971 },
  ] satisfies { study: string | null; corpus: PaperSCorpus; value: number }[],
};

/** The range of accuracies that the abstracts and the conclusions name. */
export const paperSRange = {
  source: place("abstracts, page 235 and conclusions", "245"),
  lowest: 0.5655,
  highest: 0.9971,
};

/** What stands in paper S that a reader of its tables must know. */
export const paperSNotes: { corpus: PaperSCorpus | null; note: string }[] = [
  {
    corpus: "banglaser",
    note: "The abstracts and the conclusions name 56.55 % as the lowest accuracy; tables 3 and 4 " +
      "give 59.55 %.",
  },
  {
    corpus: "banglaser",
    note: "No whole number of table 1's 366 test clips gives 59.55 %: 217 are 59.28 %, 218 are " +
      "59.56 %.",
  },
  {
    corpus: "tess",
    note: "Section 2.1 states 2800 clips; table 1's parts add up to 2199.",
  },
  {
    corpus: null,
    note:
      "Table 3's percentages are cut off, not rounded: 337 of 433 are 77.829 % and 543 of 549 " +
      "are 98.907 %.",
  },
  {
    corpus: null,
    note:
      "Table 3 does not say how its AUC is averaged. An unweighted mean of hard labels' areas " +
      "is impossible beside ANAD's and TESS's other scores; one weighted by the classes' clips is not.",
  },
  {
    corpus: null,
    note: "One random split and one training a corpus: no spread is given. The same speakers, " +
      "and the same words, are in the training and the test set of such a split.",
  },
  {
    corpus: null,
    note: "STFT parameters, sampling rate and clip length are not given.",
  },
];
