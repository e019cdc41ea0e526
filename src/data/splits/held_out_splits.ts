import { createRandom } from "../../base/random.ts";
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { COMBINATION_SIGN, originOf } from "../combine_corpora.ts";
import type { Corpus, Split } from "../corpus.ts";
import { drawValidation, namedValues, splitGroups } from "./groups.ts";

/** The corpus's speakers, sorted. Throws UserError where they are unknown or fewer than two. */
export function speakersOf(corpus: Corpus): string[] {
  return namedValues(corpus, "speaker", "speaker");
}

/**
 * Leaves the speaker `fold` (the first one by default) out for testing. Where three or more
 * speakers remain, one whole speaker validates, drawn by the seed from those with the most
 * classes, so that speakers are held out. With fewer (TESS) validation is a random 10 % of
 * the remaining clips, grouped by text so that no word is both trained and validated on; training
 * and validation then share the speaker, the test set still does not. No stratification.
 */
export function speakerSplit(corpus: Corpus, seed: number, fold?: string): Split {
  const speakers = speakersOf(corpus);
  const tested = fold ?? speakers[0];
  if (!speakers.includes(tested)) {
    throw new UserError(
      `Expected the fold to be a speaker of ${corpus.title} (${speakers.join(", ")}), ` +
        `but found ${tested}${didYouMean(tested, speakers)}`,
    );
  }
  const random = createRandom(seed, "split", "speaker", corpus.id, tested);
  const rest = corpus.clips.filter((clip) => clip.speaker !== tested);
  const parts = drawValidation(rest, random);
  return {
    corpus: corpus.id,
    protocol: "speaker",
    seed,
    fold: tested,
    ...parts,
    test: corpus.clips.filter((clip) => clip.speaker === tested).map((clip) => clip.id).sort(),
  };
}

/**
 * Whole texts go to test until they hold about 25 % of the clips, to validation until about 10 %,
 * the rest trains; each side gets one text at least. Drawn at random by the seed, not stratified.
 * Throws UserError where texts are unknown or fewer than three.
 */
export function textSplit(corpus: Corpus, seed: number): Split {
  if (corpus.clips.some((clip) => clip.text === "")) {
    throw new UserError(
      `Expected every clip of ${corpus.title} to name its text for the text protocol, ` +
        `but some do not`,
    );
  }
  const random = createRandom(seed, "split", "text", corpus.id);
  const parts = splitGroups(corpus, { key: (clip) => clip.text, what: "texts", random });
  return { corpus: corpus.id, protocol: "text", seed, fold: "", ...parts };
}

/**
 * Takes of the same text by the same speaker in the same class are near copies of each other: here
 * all of them are on one side, about 25 % of the clips in test, 10 % in validation, the rest in
 * training, drawn at random by the seed, not stratified. Speakers and texts are not held out.
 * Throws UserError where the corpus has no repeated takes, for then it would be the paper's split.
 */
export function repetitionSplit(corpus: Corpus, seed: number): Split {
  const repeated = new Set(corpus.clips.map((clip) => clip.repetition));
  if (repeated.has("") || repeated.size < 2) {
    throw new UserError(
      `Expected every clip of ${corpus.title} to name its take for the repetition protocol, ` +
        `and more than one take, but found ${repeated.has("") ? "clips without one" : "one"}`,
    );
  }
  const random = createRandom(seed, "split", "repetition", corpus.id);
  const key = utteranceKey;
  const parts = splitGroups(corpus, { key, what: "utterances", random });
  return { corpus: corpus.id, protocol: "repetition", seed, fold: "", ...parts };
}

/** What all takes of one utterance share. */
export function utteranceKey(clip: { speaker: string; text: string; label: string }): string {
  return JSON.stringify([clip.speaker, clip.text, clip.label]);
}

/** The ids of the corpora of a combination. Throws UserError where `corpus` is none. */
export function originsOf(corpus: Corpus): string[] {
  const origins = corpus.id.split(COMBINATION_SIGN);
  if (origins.length > 1) return origins;
  throw new UserError(
    `Expected corpora joined by +, such as turev+tess, for the crossCorpus protocol, ` +
      `but found ${corpus.id}`,
  );
}

/**
 * Tests on all clips of the corpus `fold` (the last one of the combination by default) and trains
 * on the others, from which the seed draws a validation set as {@link drawValidation} does: nothing
 * of the tested corpus, not even its microphone, is in the training set.
 */
export function crossCorpusSplit(corpus: Corpus, seed: number, fold?: string): Split {
  const origins = originsOf(corpus);
  const tested = fold ?? origins.at(-1)!;
  if (!origins.includes(tested)) {
    throw new UserError(
      `Expected the fold to be one of the corpora ${origins.join(", ")}, but found ${tested}${
        didYouMean(tested, origins)
      }`,
    );
  }
  const isTested = (clip: { id: string }) => originOf(clip) === tested;
  const rest = corpus.clips.filter((clip) => !isTested(clip));
  const random = createRandom(seed, "split", "crossCorpus", corpus.id, tested);
  return {
    corpus: corpus.id,
    protocol: "crossCorpus",
    seed,
    fold: tested,
    ...drawValidation(rest, random),
    test: corpus.clips.filter(isTested).map(({ id }) => id),
  };
}
