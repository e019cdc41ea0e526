/** In: a protocol's name. Out: what it means, as plots and reports write it. */
import { corpusInfo, isBuiltIn } from "../data/registry.ts";

const TITLES: Record<string, string> = {
  paper: "random split",
  speaker: "unseen speakers",
  text: "unseen words",
  repetition: "unseen repetitions",
  official: "official test part",
  speakerFolds: "unseen speakers, in folds",
  textFolds: "unseen words, in folds",
  speakerTextFolds: "unseen speakers and words",
  crossCorpus: "unseen corpus",
};

/**
 * Such as "unseen speakers" for "speaker"; the name itself where it is not known. A random split is
 * called published only for a `corpus` (its id) whose split paper S publishes.
 */
export function protocolTitle(protocol: string, corpus?: string): string {
  const isPublished = protocol === "paper" && corpus !== undefined && isBuiltIn(corpus) &&
    corpusInfo(corpus).paperParts !== undefined;
  return (TITLES[protocol] ?? protocol) + (isPublished ? ", as published" : "");
}
