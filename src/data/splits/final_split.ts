/** In: a corpus whose figures are known. Out: a split without a test part, to train on all of it. */
import { createRandom } from "../../base/random.ts";
import type { Corpus, Split } from "../corpus.ts";
import { drawValidation } from "./draw_validation.ts";

/**
 * All clips train, but for a validation part as {@link drawValidation} draws it, by which the training
 * ends and probabilities are calibrated.
 */
export function finalSplit(
  corpus: Corpus,
  { protocol, seed }: Pick<Split, "protocol" | "seed">,
): Split {
  const random = createRandom(seed, "split", "final", corpus.id);
  return {
    ...{ corpus: corpus.id, protocol, seed, fold: "" },
    ...drawValidation(corpus.clips, random),
    test: [],
  };
}
