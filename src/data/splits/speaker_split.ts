/** In: a corpus, a speaker and a seed. Out: a split that tests on that speaker alone. */
import { didYouMean } from "../../base/text.ts";
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Split } from "../corpus.ts";
import { drawValidation } from "./draw_validation.ts";
import { namedValues } from "./named_values.ts";

/** The corpus's speakers, sorted. Throws UserError where they are unknown or fewer than two. */
export function speakersOf(corpus: Corpus): string[] {
  return namedValues(corpus, "speaker", "speaker");
}

/**
 * Leaves the speaker `fold` (the first one by default) out for testing. Where three or more
 * speakers remain, one whole speaker validates, drawn by the seed from those with the most
 * classes, so that no speaker is on two sides. With fewer (TESS) validation is a random 10 % of
 * the remaining clips, grouped by text so that no word is both trained and validated on; training
 * and validation then share the speaker, the test part still does not. No stratification.
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
