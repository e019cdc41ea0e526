/** Paper F's tables 3 to 9, figures 1 and 15 to 21 and its accuracy as data, as fractions. */
import type { Publication, PublishedFigure, Source } from "./published_figure.ts";

/** Paper F. */
export const paperF: Publication = {
  short: "Aliyev and Güneş 2023",
  citation: "Hasan Aliyev, Peri Güneş, “Makine Öğrenme Algoritmalarını Kullanan Duygu Tahminine " +
    "Dayalı Müzik Öneri Sistemi”, ABMYO Dergisi 18 (68), 2023, 189-234",
  doi: null,
};

const at = (place: string, section: string, page: string): Source => ({
  publication: paperF,
  place,
  section,
  page,
});
const table = (number: number, page: string) => at(`Table ${number}`, "Karışıklık Matrisi", page);
const figure = (number: number, page: string) => at(`Figure ${number}`, "ROC eğrisi", page);

/** What paper F says of one class. */
interface PaperFClass {
  /** FER2013's name of the class. */
  name: "angry" | "disgust" | "fear" | "happy" | "neutral" | "sad" | "surprise";
  /** Share of the training images (section "Veri", page 196). */
  share: number;
  /** Rates as the class's table prints them; they need not add up to 1, and mostly do not. */
  truePositive: number;
  trueNegative: number;
  falsePositive: number;
  falseNegative: number;
  confusionSource: Source;
  /** Area under the class's ROC curve. */
  auc: number;
  aucSource: Source;
}

/** The seven classes. */
export const paperFClasses: PaperFClass[] = [
  {
    name: "angry",
    share: 0.123,
    truePositive: 0.8476,
    trueNegative: 0.9638,
    falsePositive: 0.0270,
    falseNegative: 0.1224,
    confusionSource: table(3, "222"),
    auc: 0.93,
    aucSource: figure(17, "213"),
  },
  {
    name: "disgust",
    share: 0.095,
    truePositive: 0.8638,
    trueNegative: 0.9803,
    falsePositive: 0.0197,
    falseNegative: 0.1462,
    confusionSource: table(4, "222"),
    auc: 0.94,
    aucSource: figure(18, "214"),
  },
  {
    name: "fear",
    share: 0.121,
    truePositive: 0.8690,
    trueNegative: 0.9640,
    falsePositive: 0.0280,
    falseNegative: 0.1210,
    confusionSource: table(5, "223"),
    auc: 0.93,
    aucSource: figure(19, "215"),
  },
  {
    name: "happy",
    share: 0.193,
    truePositive: 0.8972,
    trueNegative: 0.9792,
    falsePositive: 0.0208,
    falseNegative: 0.0928,
    confusionSource: table(6, "224"),
    auc: 0.97,
    aucSource: figure(20, "216"),
  },
  {
    name: "neutral",
    share: 0.196,
    truePositive: 0.8849,
    trueNegative: 0.9688,
    falsePositive: 0.0263,
    falseNegative: 0.0868,
    confusionSource: table(7, "226"),
    auc: 0.91,
    aucSource: figure(21, "217"),
  },
  {
    name: "sad",
    share: 0.118,
    truePositive: 0.8649,
    trueNegative: 0.9588,
    falsePositive: 0.0216,
    falseNegative: 0.0968,
    confusionSource: table(8, "227"),
    auc: 0.84,
    aucSource: figure(16, "212"),
  },
  {
    name: "surprise",
    share: 0.154,
    truePositive: 0.8851,
    trueNegative: 0.9892,
    falsePositive: 0.0143,
    falseNegative: 0.0843,
    confusionSource: table(9, "228"),
    auc: 0.96,
    aucSource: figure(15, "211"),
  },
];

/** The overall accuracy, in the abstract. */
export const paperFAccuracy: PublishedFigure = {
  corpus: "fer2013",
  model: "MobileNet",
  metric: "accuracy",
  value: 0.927,
  input: "images",
  source: at("abstract", "Özet", "189"),
  note: "On FER2013 joined with unnamed other sets; how the test images were chosen is not said.",
};

/** Claims of paper F's text about its tables, as it words them. */
export const paperFClaims = {
  /** "Conclusions" of the confusion matrices. */
  highestTruePositives: {
    named: ["happy", "sad", "surprise"],
    source: at("text", "Confusion Matriks Sonuç", "229"),
  },
  /** Below the second chart of class shares. */
  leastShares: {
    named: ["angry", "fear", "disgust"],
    source: at("text", "Veri", "197"),
  },
  /** "The most marked class": neutral. */
  greatestShare: { named: ["neutral"], source: at("text", "Veri", "196") },
  /** The text below table 7 on neutral's false positive rate. */
  neutralFalsePositive: {
    value: 0.0868,
    source: at("text below table 7", "Karışıklık Matrisi", "226"),
  },
};

/** What stands in paper F that a reader of its tables must know. */
export const paperFNotes: string[] = [
  "Every table prints four rates as percentages; of the pairs that should add up to 100 %, most " +
  "do not (angry: 84.76 + 12.24 = 97.00).",
  "Table 7 gives neutral a false positive rate of 2.63 %; the text below it calls the table's " +
  "false negative rate, 8.68 %, the false positive rate.",
  "No recall of a class exceeds 89.72 %, so no mixture of the classes reaches the 92.7 % accuracy.",
];
