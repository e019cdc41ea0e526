/** In: a corpus and a seed. Out: paper S's random split, with its exact counts. */
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Split } from "../corpus.ts";
import { corpusInfo, isBuiltIn } from "../registry.ts";

/** How many clips each part has. */
export interface PartSizes {
  train: number;
  validation: number;
  test: number;
}

/**
 * Splits at random, as paper S section 3 does: 25 % test, 10 % validation, the rest training.
 * The draw is plain, not stratified, for the paper mentions no stratification. A corpus with as
 * many clips as table 1 uses gets exactly its counts (of TESS's clips 2199 are drawn). Speakers
 * and words lie on both sides: see the other protocols for what that hides.
 */
export function paperSplit(corpus: Corpus, seed: number): Split {
  const ids = corpus.clips.map((clip) => clip.id);
  const sizes = paperSizes(corpus);
  const shuffled = createRandom(seed, "split", "paper", corpus.id).shuffle(ids);
  const { test, validation, train } = sizes;
  return {
    corpus: corpus.id,
    protocol: "paper",
    seed,
    fold: "",
    train: shuffled.slice(test + validation, test + validation + train).sort(),
    validation: shuffled.slice(test, test + validation).sort(),
    test: shuffled.slice(0, test).sort(),
  };
}

/**
 * Table 1's sizes where the corpus has that many clips; else floor(n / 4) for test and
 * floor(n / 10) for validation, which is also how table 1's counts follow from its totals.
 */
function paperSizes(corpus: Pick<Corpus, "id" | "clips">): PartSizes {
  const published = publishedSizes(corpus);
  if (published) return published;
  const { id, clips } = corpus;
  const test = Math.floor(clips.length / 4);
  const validation = Math.floor(clips.length / 10);
  if (validation === 0) {
    throw new UserError(
      `Expected at least 10 clips in ${id} for the paper split, but found ${clips.length}`,
    );
  }
  return { train: clips.length - test - validation, validation, test };
}

/** Whether the corpus is split into paper S's counts of table 1. */
export function hasPaperSizes(corpus: Pick<Corpus, "id" | "clips">): boolean {
  return publishedSizes(corpus) !== undefined;
}

function publishedSizes({ id, clips }: Pick<Corpus, "id" | "clips">): PartSizes | undefined {
  const published = isBuiltIn(id) ? corpusInfo(id).paperParts : undefined;
  if (!published) return undefined;
  const { train, validation, test } = published;
  return clips.length >= train + validation + test ? { train, validation, test } : undefined;
}
