/** In: a protocol's name. Out: what it means, as plots and reports write it. */

const TITLES: Record<string, string> = {
  paper: "random split, as published",
  speaker: "unseen speakers",
  text: "unseen words",
  repetition: "unseen repetitions",
  official: "official test part",
  speakerFolds: "unseen speakers, in folds",
  textFolds: "unseen words, in folds",
  speakerTextFolds: "unseen speakers and words",
  crossCorpus: "unseen corpus",
};

/** Such as "unseen speakers" for "speaker"; the name itself where it is not known. */
export function protocolTitle(protocol: string): string {
  return TITLES[protocol] ?? protocol;
}
