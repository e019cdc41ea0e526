/** In: a run. Out: what a reader must know to judge its figures, in words. */
import type { RunCorpus } from "../train/read_run.ts";
import type { RunConfig } from "../train/run_config.ts";

/** What a run is, as {@link runText} needs it. */
export interface DescribedRun {
  config: Pick<RunConfig, "protocol" | "fold" | "seed">;
  corpus: Pick<RunCorpus, "title" | "synthetic" | "kind">;
}

/** Corpus, protocol and seed in one line, and below it what the protocol hides or ensures. */
export function runText({ config: { protocol, fold, seed }, corpus }: DescribedRun): string {
  const notes: Record<RunConfig["protocol"], string> = {
    paper: "random split: speakers and words are on both sides",
    speaker: `speaker ${fold} is tested and in no other part`,
    text: "no word or sentence is in two parts; speakers are",
    repetition: "takes of one utterance are in one part; speakers and words are in several",
  };
  const title = corpus.synthetic ? "SYNTHETIC data (generated, not speech)" : corpus.title;
  const place = fold ? `protocol ${protocol}, fold ${fold}` : `protocol ${protocol}`;
  const table = corpus.kind === "features"
    ? "\n(a table of features, not audio; a small dense network, not the paper's EmotionUnet)"
    : "";
  return `${title}, ${place}, seed ${seed}\n(${notes[protocol]})${table}`;
}
