/** In: a corpus and a seed. Out: a split with no word or sentence on two sides. */
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Split } from "../corpus.ts";
import { splitGroups } from "./split_groups.ts";

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
