/**
 * What paper S's review of the literature (section 1) quotes, as it prints it. None of it is of the
 * four corpora that paper S uses; the originals were not checked.
 */
import { paperS } from "./paper_s.ts";
import type { PublishedFigure } from "./published_figure.ts";

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
