/**
 * What others published on the same corpora: paper S's table 4, feature-based results on ANAD that
 * a network on ANAD's own table of features is fairly compared with, and single networks on
 * FER2013.
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

const goodfellow: Publication = {
  short: "Goodfellow et al. 2013",
  citation:
    "Goodfellow et al., “Challenges in Representation Learning: A report on three machine " +
    "learning contests”, ICONIP 2013",
  doi: "10.1007/978-3-642-42051-1_16",
};

const pham: Publication = {
  short: "Pham et al. 2020",
  citation:
    "Pham, Vu, Tran, “Facial Expression Recognition Using Residual Masking Network”, ICPR " +
    "2020",
  doi: "10.1109/ICPR48806.2021.9411919",
};

const khaireddin: Publication = {
  short: "Khaireddin and Chen 2021",
  citation: "Khaireddin, Chen, “Facial Emotion Recognition: State of the Art Performance on " +
    "FER2013”, arXiv:2105.03588, 2021",
  doi: "10.48550/arXiv.2105.03588",
};

/** Of the network's authors: their benchmark of several networks under one protocol. */
const phamTable: Source = {
  publication: pham,
  place: "benchmark on FER2013 in the authors' repository",
  section: "Benchmarking on FER2013",
  page: null,
};

const OFFICIAL = "Official test set (PrivateTest), a single network.";

/** One of Pham et al.'s networks. */
const ofPham = (network: string, value: number): PublishedFigure => ({
  corpus: "fer2013",
  model: `${network} (Pham et al. 2020)`,
  metric: "accuracy",
  value,
  input: "images",
  source: phamTable,
  note: OFFICIAL,
});

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
  {
    corpus: "fer2013",
    model: "human raters (Goodfellow et al. 2013)",
    metric: "accuracy",
    value: 0.65,
    input: "images",
    source: { publication: goodfellow, place: "section 3", section: "3", page: null },
    note: "65 ± 5 %, as the contest's organisers measured it on the data set.",
  },
  ofPham("VGG19", 0.7080),
  ofPham("ResNet50", 0.7286),
  {
    corpus: "fer2013",
    model: "VGGNet (Khaireddin and Chen 2021)",
    metric: "accuracy",
    value: 0.7328,
    input: "images",
    source: { publication: khaireddin, place: "abstract", section: "abstract", page: "1" },
    note: OFFICIAL,
  },
  ofPham("ResMaskingNet", 0.7414),
];

// What paper S's review of the literature (section 1) quotes, as it prints it. None of it is of the
// four corpora that paper S uses; the originals were not checked.

/** Study, model, corpus ("" where the review names none), metric, value. */
const ROWS: [string, string, string, "accuracy" | "macroF1" | "macroRecall", number][] = [
  ["Lin and Wei 2005", "hidden Markov model", "", "accuracy", 0.995],
  ["Lin and Wei 2005", "support vector machine", "", "accuracy", 0.889],
  ["Lin and Wei 2005", "k nearest neighbours", "", "accuracy", 0.845],
  ["Krishna et al. 2022", "support vector machine, neural network", "", "accuracy", 0.865],
  ["Liu et al. 2018", "extreme learning machine", "CASIA", "accuracy", 0.896],
  ["Ghai et al. 2017", "support vector machine, forest, boosting", "", "accuracy", 0.8105],
  ["Harár et al. 2017", "CNN", "EMO-DB", "accuracy", 0.9697],
  ["Issa et al. 2020", "CNN", "RAVDESS", "accuracy", 0.7161],
  ["Issa et al. 2020", "CNN", "EMO-DB", "accuracy", 0.9571],
  ["Anvarjon et al. 2020", "light CNN", "IEMOCAP", "accuracy", 0.7701],
  ["Anvarjon et al. 2020", "light CNN", "EMO-DB", "accuracy", 0.9202],
  ["Mustaqeem et al. 2020", "CNN and LSTM on spectrograms", "IEMOCAP", "macroF1", 0.74],
  ["Mustaqeem et al. 2020", "CNN and LSTM on spectrograms", "EMO-DB", "macroF1", 0.86],
  ["Mustaqeem et al. 2020", "CNN and LSTM on spectrograms", "RAVDESS", "macroF1", 0.81],
  ["Mustaqeem and Kwon 2021", "one-dimensional dilated CNN", "IEMOCAP", "accuracy", 0.73],
  ["Mustaqeem and Kwon 2021", "one-dimensional dilated CNN", "EMO-DB", "accuracy", 0.9],
  ["Nediyanchath et al. 2020", "multi-head attention", "IEMOCAP", "accuracy", 0.764],
  ["Singh et al. 2023", "CNN and support vector machine", "EMO-DB", "accuracy", 0.7986],
  ["Singh et al. 2023", "CNN and support vector machine", "RAVDESS", "accuracy", 0.5254],
  ["Liu et al. 2023", "attention, LSTM and CNN", "IEMOCAP", "macroRecall", 0.7027],
  ["Liu et al. 2023", "attention, LSTM and CNN", "IMPROV", "macroRecall", 0.609],
  ["Mishra et al. 2024", "deep neural network", "", "accuracy", 0.8748],
  ["Mary Little Flower et al. 2024", "CNN with augmentation", "AESDD", "accuracy", 0.992],
  ["Mary Little Flower et al. 2024", "CNN with augmentation", "CAFE", "accuracy", 0.995],
  ["Mary Little Flower et al. 2024", "CNN with augmentation", "EMO-DB", "accuracy", 0.975],
  ["Mary Little Flower et al. 2024", "CNN with augmentation", "IEMOCAP", "accuracy", 0.924],
  ["Mary Little Flower et al. 2024", "CNN with augmentation", "MESD", "accuracy", 0.969],
];

/** Results on other corpora than ours, for orientation. */
export const paperSReview: PublishedFigure[] = ROWS.map((
  [study, model, corpus, metric, value],
) => ({
  corpus,
  model: `${study} (${model})`,
  metric,
  value,
  input: "audio",
  source: { publication: paperS, place: "text", section: "1. Literatür Taraması", page: "236-237" },
}));
