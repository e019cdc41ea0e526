import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Protocol, Split } from "../corpus.ts";
import { isBuiltIn } from "../registry.ts";
import { groupedFolds, groupedFoldSplit, isFoldProtocol } from "./grouped_folds.ts";
import { drawValidation, holdCopiesApart } from "./groups.ts";
import {
  crossCorpusSplit,
  originsOf,
  repetitionSplit,
  speakersOf,
  speakerSplit,
  textSplit,
} from "./held_out_splits.ts";
import {
  emoboxFolds,
  emoboxSplit,
  givenFolds,
  givenSplit,
  hasPaperSizes,
  officialSplit,
  paperSplit,
} from "./published_splits.ts";

/** How a corpus is split. */
export interface SplitOptions {
  /** What the test set must not share with training. */
  protocol: Protocol;
  /** Fixes every draw. */
  seed: number;
  /** What is held out, one of {@link splitFolds}; the first one by default. */
  fold?: string;
}

/**
 * Splits a corpus; the same corpus, protocol, seed and fold give the same split on every machine.
 * No two clips that are the same byte for byte are in two sets, see {@link holdCopiesApart}; but
 * for the parts that a publication counts (FER2013's official ones, paper S's table 1), which stay
 * as they are so that figures can be compared. Throws UserError where the corpus lacks what the
 * protocol needs, or the fold is unknown.
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
    case "published":
      return givenSplit(corpus, seed, fold || undefined);
  }
}

/** Whether the protocol holds out one thing after another. */
function hasFolds(protocol: Protocol): boolean {
  return ["speaker", "crossCorpus", "emobox", "published"].includes(protocol) ||
    isFoldProtocol(protocol);
}

/**
 * The folds of a protocol: the speakers for "speaker", the corpora for "crossCorpus", "1of5" and so
 * on for those by groups, a table's for published ones, [""] for those drawn at random. `count` is how many folds by groups there
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
  if (protocol === "published") return givenFolds(corpus);
  // The last one first: "turev+tess" reads as from turev to tess.
  if (protocol === "crossCorpus") return originsOf(corpus).toReversed();
  return protocol === "speaker" ? speakersOf(corpus) : [""];
}

/**
 * All clips train, but for a validation set as {@link drawValidation} draws it, by which the
 * training ends and probabilities are calibrated.
 */
export function finalSplit(
  corpus: Corpus,
  { protocol, seed }: Pick<Split, "protocol" | "seed">,
): Split {
  const random = createRandom(seed, "split", "final", corpus.id);
  return {
    corpus: corpus.id,
    protocol,
    seed,
    fold: "",
    ...drawValidation(corpus.clips, random),
    test: [],
  };
}

/** Shares of the test clips; null where the corpus does not tell speakers or texts. */
export interface AlsoInTraining {
  /** Clips whose speaker is in the training set as well. */
  speaker: number | null;
  /** Clips whose spoken text is in the training set as well. */
  text: number | null;
}

/**
 * What training and test set share: 1 under a random split of few speakers, 0 under one that keeps
 * them apart. The higher, the less the test says about a new speaker or a new sentence.
 */
export function alsoInTraining(corpus: Corpus, { train, test }: Split): AlsoInTraining {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const [trained, tested] = [train, test].map((ids) => ids.map((id) => clips.get(id)!));
  const share = (key: "speaker" | "text") => shareAlsoIn(tested, trained, (clip) => clip[key]);
  return { speaker: share("speaker"), text: share("text") };
}

function shareAlsoIn(tested: Clip[], trained: Clip[], keyOf: (clip: Clip) => string) {
  const known = new Set(trained.map(keyOf));
  if (known.has("") || tested.some((clip) => keyOf(clip) === "")) return null;
  return tested.filter((clip) => known.has(keyOf(clip))).length / tested.length;
}

/** The classes without a clip in the test set; none where there is no test set at all. */
export function untestedClasses(corpus: Corpus, { test }: Split): string[] {
  if (test.length === 0) return [];
  const tested = new Set(test);
  const labels = new Set(corpus.clips.filter(({ id }) => tested.has(id)).map(({ label }) => label));
  return corpus.classes.filter((name) => !labels.has(name));
}

/** The same as a sentence; "" where every class is tested. */
export function untestedNote(corpus: Corpus, split: Split): string {
  const names = untestedClasses(corpus, split);
  return names.length
    ? `The test set has no clips of ${names.join(", ")}: its metrics do not cover them.`
    : "";
}
