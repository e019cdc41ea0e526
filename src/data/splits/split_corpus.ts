/** In: a corpus and a protocol. Out: its training, validation and test parts. */
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Protocol, Split } from "../corpus.ts";
import { officialSplit } from "./official_split.ts";
import { paperSplit } from "./paper_split.ts";
import { repetitionSplit } from "./repetition_split.ts";
import { speakersOf, speakerSplit } from "./speaker_split.ts";
import { textSplit } from "./text_split.ts";

/** The protocols, as commands name them. */
export const protocols = [
  "paper",
  "speaker",
  "text",
  "repetition",
  "official",
] as const satisfies Protocol[];

/** How a corpus is split. */
export interface SplitOptions {
  protocol: Protocol;
  /** Fixes every draw. */
  seed: number;
  /** What is held out, one of {@link splitFolds}; the first one by default. */
  fold?: string;
}

/**
 * Splits a corpus; the same corpus, protocol, seed and fold give the same split on every machine.
 * Throws UserError where the corpus lacks what the protocol needs, or the fold is unknown.
 *
 * @example
 * ```ts
 * const split = splitCorpus(corpus, { protocol: "speaker", seed: 1, fold: "1234" });
 * ```
 */
export function splitCorpus(corpus: Corpus, { protocol, seed, fold }: SplitOptions): Split {
  if (fold && protocol !== "speaker") {
    throw new UserError(`Expected no fold for the ${protocol} protocol, but found ${fold}`);
  }
  switch (protocol) {
    case "paper":
      return paperSplit(corpus, seed);
    case "speaker":
      return speakerSplit(corpus, seed, fold || undefined);
    case "text":
      return textSplit(corpus, seed);
    case "repetition":
      return repetitionSplit(corpus, seed);
    case "official":
      return officialSplit(corpus, seed);
  }
}

/** The folds of a protocol: the speakers for `speaker`, [""] for those drawn at random. */
export function splitFolds(corpus: Corpus, protocol: Protocol): string[] {
  return protocol === "speaker" ? speakersOf(corpus) : [""];
}
