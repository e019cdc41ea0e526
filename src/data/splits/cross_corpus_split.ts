/** In: a combination of corpora and one of them. Out: a split that tests on that one alone. */
import { didYouMean } from "../../base/text.ts";
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { COMBINATION_SIGN, originOf } from "../combine_corpora.ts";
import type { Corpus, Split } from "../corpus.ts";
import { drawValidation } from "./draw_validation.ts";

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
 * Tests on all clips of the corpus `fold` (the last one of the combination by default) and trains on
 * the others, from which the seed draws a validation part as {@link drawValidation} does: nothing of
 * the tested corpus, not even its microphone, is heard before.
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
    ...{ corpus: corpus.id, protocol: "crossCorpus", seed, fold: tested },
    ...drawValidation(rest, random),
    test: corpus.clips.filter(isTested).map(({ id }) => id),
  };
}
