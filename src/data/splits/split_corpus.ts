/** In: a corpus and a protocol. Out: its training, validation and test parts. */
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Protocol, Split } from "../corpus.ts";
import { isBuiltIn } from "../registry.ts";
import { holdCopiesApart } from "./copies.ts";
import { crossCorpusSplit, originsOf } from "./cross_corpus_split.ts";
import { emoboxFolds, emoboxSplit } from "./emobox_split.ts";
import { groupedFolds, groupedFoldSplit, isFoldProtocol } from "./grouped_folds.ts";
import { officialSplit } from "./official_split.ts";
import { hasPaperSizes, paperSplit } from "./paper_split.ts";
import { repetitionSplit } from "./repetition_split.ts";
import { speakersOf, speakerSplit } from "./speaker_split.ts";
import { textSplit } from "./text_split.ts";

/** How a corpus is split. */
export interface SplitOptions {
  /** What the test part must not share with training. */
  protocol: Protocol;
  /** Fixes every draw. */
  seed: number;
  /** What is held out, one of {@link splitFolds}; the first one by default. */
  fold?: string;
}

/**
 * Splits a corpus; the same corpus, protocol, seed and fold give the same split on every machine. No
 * two clips that are the same byte for byte are on two sides, see {@link holdCopiesApart}; but for the
 * parts that a publication counts (FER2013's official ones, paper S's table 1), which stay as they are
 * so that figures can be compared.
 * Throws UserError where the corpus lacks what the protocol needs, or the fold is unknown.
 *
 * @example
 * ```ts
 * const split = splitCorpus(corpus, { protocol: "speaker", seed: 1, fold: "1234" });
 * ```
 */
export function splitCorpus(corpus: Corpus, options: SplitOptions): Split {
  const { protocol } = options;
  const split = drawSplit(corpus, options);
  const isCounted = isBuiltIn(corpus.id) &&
    (protocol === "official" || (protocol === "paper" && hasPaperSizes(corpus)));
  return isCounted ? split : holdCopiesApart(corpus, split);
}

function drawSplit(corpus: Corpus, { protocol, seed, fold }: SplitOptions): Split {
  if (fold && !hasFolds(protocol)) {
    throw new UserError(`Expected no fold for the ${protocol} protocol, but found ${fold}`);
  }
  if (isFoldProtocol(protocol)) {
    return groupedFoldSplit(corpus, { protocol, seed, fold: fold || undefined });
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
    case "crossCorpus":
      return crossCorpusSplit(corpus, seed, fold || undefined);
    case "emobox":
      return emoboxSplit(corpus, seed, fold || undefined);
  }
}

/** Whether the protocol holds out one thing after another. */
function hasFolds(protocol: Protocol): boolean {
  return ["speaker", "crossCorpus", "emobox"].includes(protocol) || isFoldProtocol(protocol);
}

/**
 * The folds of a protocol: the speakers for "speaker", the corpora for "crossCorpus", "1of5" and so
 * on for those by groups, [""] for those drawn at random. `count` is how many folds by groups there
 * shall be. Throws UserError where the corpus lacks what the protocol needs, or for a `count` of a
 * protocol that has none.
 */
export function splitFolds(corpus: Corpus, protocol: Protocol, count?: number): string[] {
  if (isFoldProtocol(protocol)) return groupedFolds(corpus, protocol, count);
  if (count !== undefined) {
    throw new UserError(
      `Expected no number of folds for the ${protocol} protocol, but found ${count}`,
    );
  }
  if (protocol === "emobox") return emoboxFolds(corpus);
  // The last one first: "turev+tess" reads as from turev to tess.
  if (protocol === "crossCorpus") return originsOf(corpus).toReversed();
  return protocol === "speaker" ? speakersOf(corpus) : [""];
}
