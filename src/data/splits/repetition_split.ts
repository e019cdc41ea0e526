/** In: a corpus and a seed. Out: a split that keeps all takes of one utterance together. */
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Split } from "../corpus.ts";
import { splitGroups } from "./split_groups.ts";

/**
 * Takes of the same text by the same speaker in the same class are near copies of each other: here
 * all of them are on one side, about 25 % of the clips in test, 10 % in validation, the rest in
 * training, drawn at random by the seed, not stratified. Speakers and texts do lie on two sides.
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
