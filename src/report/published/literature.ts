/**
 * What others published on the same corpora: paper S's table 4, and feature-based results on ANAD
 * that a network on ANAD's own table of features is fairly compared with.
 */
import { paperS } from "./paper_s.ts";
import type { Publication, PublishedFigure, Source } from "./published_figure.ts";

/** Paper S's table 4 quotes these; the values here are the ones it prints. */
const table4: Source = {
  publication: paperS,
  place: "Table 4",
  section: "3. Deney Sonuçları",
  page: "245",
};

const ismaiel: Publication = {
  short: "Ismaiel et al. 2024",
  citation: "Ismaiel, Alhalangy, Mohamed, Musa, “Deep Learning, Ensemble and Supervised Machine " +
    "Learning for Arabic Speech Emotion Recognition”, Engineering, Technology & Applied Science " +
    "Research 14 (2), 2024",
  doi: "10.48084/etasr.7134",
};

const klaylat: Publication = {
  short: "Klaylat et al. 2018",
  citation: "Klaylat, Osman, Hamandi, Zantout, “Emotion recognition in Arabic speech”, Analog " +
    "Integrated Circuits and Signal Processing 96, 2018",
  doi: "10.1007/s10470-018-1142-4",
};

/** Results of others, all of them accuracies. */
export const literature: PublishedFigure[] = [
  {
    corpus: "banglaser",
    model: "Aziz et al. 2023",
    metric: "accuracy",
    value: 0.59,
    input: "audio",
    source: table4,
    note: "Without augmentation, as paper S says.",
  },
  {
    corpus: "tess",
    model: "Sankara Pandiammal et al. 2024",
    metric: "accuracy",
    value: 0.91,
    input: "audio",
    source: table4,
  },
  {
    corpus: "anad",
    model: "Alsabhan 2023",
    metric: "accuracy",
    value: 0.9672,
    input: "audio",
    source: table4,
    note: "Its network reads zero-crossing rate, energy and MFCC of the recordings.",
  },
  {
    corpus: "anad",
    model: "Ismaiel et al. 2024 (SERDNN)",
    metric: "accuracy",
    value: 0.974,
    input: "features",
    source: { publication: ismaiel, place: "abstract", section: "abstract", page: "13757" },
    note: "On ANAD's table of 844 features; paper S's table 4 quotes the same value.",
  },
  {
    corpus: "anad",
    model: "Klaylat et al. 2018 (SMO)",
    metric: "accuracy",
    value: 0.9552,
    input: "features",
    source: { publication: klaylat, place: "abstract", section: "abstract", page: null },
    note: "By the corpus's authors; the value was not checked against the full text.",
  },
];
