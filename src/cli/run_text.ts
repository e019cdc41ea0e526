/** In: a run. Out: what a reader must know to judge its figures, in words. */
import { protocolNote } from "../train/model_card.ts";
import type { RunCorpus } from "../train/runs.ts";
import type { RunConfig } from "../train/run_config.ts";

/** What a run is, as {@link runText} needs it. */
export interface DescribedRun {
  config: Pick<RunConfig, "protocol" | "fold" | "seed">;
  corpus: Pick<RunCorpus, "title" | "synthetic" | "kind">;
}

/** Corpus, protocol and seed in one line, and below it what the protocol hides or ensures. */
export function runText({ config, corpus }: DescribedRun): string {
  const { protocol, fold, seed } = config;
  const title = corpus.synthetic ? "SYNTHETIC data (generated, not speech)" : corpus.title;
  const place = fold ? `protocol ${protocol}, fold ${fold}` : `protocol ${protocol}`;
  const table = corpus.kind === "features"
    ? "\n(a table of features, not audio; a small dense network, not the paper's EmotionUnet)"
    : "";
  return `${title}, ${place}, seed ${seed}\n(${protocolNote(config)})${table}`;
}
