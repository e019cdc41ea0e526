import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Split } from "../corpus.ts";
import { dealGroups, drawValidation, groupClips, namedValues, validateOnTexts } from "./groups.ts";

/** The protocols of k folds, and what each holds out. */
const HELD_APART = {
  speakerFolds: ["speaker"],
  textFolds: ["text"],
  speakerTextFolds: ["speaker", "text"],
} as const;

/** See {@link groupedFoldSplit}. */
export type FoldProtocol = keyof typeof HELD_APART;

/** How many folds there are by default, where the corpus has as many speakers or texts. */
const DEFAULT_FOLDS = 5;

/** Whether the protocol has k folds. */
export function isFoldProtocol(protocol: string): protocol is FoldProtocol {
  return protocol in HELD_APART;
}

/**
 * The names of the protocol's folds, "1of5" and so on. `count` is 5 by default, or as many speakers
 * (texts) as there are where these are fewer. Throws UserError where speakers or texts are unknown
 * or fewer than `count`.
 */
export function groupedFolds(corpus: Corpus, protocol: FoldProtocol, count?: number): string[] {
  const available = HELD_APART[protocol].map((field) =>
    [namedValues(corpus, field, protocol).length, field] as const
  );
  const [most, field] = available.reduce((a, b) => b[0] < a[0] ? b : a);
  if (count !== undefined && !(Number.isInteger(count) && count >= 2 && count <= most)) {
    throw new UserError(
      `Expected 2 to ${most} folds of ${corpus.title}, which has ${most} ${field}s, ` +
        `but found ${count}`,
    );
  }
  return foldNames(count ?? Math.min(DEFAULT_FOLDS, most));
}

/**
 * The split of `fold` ("2of5"; the first one by default). Speakers, or texts, are dealt at random
 * by the seed to folds of about equal size; the fold's own clips are the test set, and over all
 * folds each clip is tested once. A validation set is drawn from the rest: by "textFolds" 10 % in
 * whole texts, else as {@link drawValidation} does.
 *
 * "speakerTextFolds" deals both, and fold i tests what speakers i say of texts i. Clips of tested
 * speakers or of tested texts are not trained on, so that these folds leave clips out and over all
 * of them test about one part in k of the corpus.
 */
export function groupedFoldSplit(
  corpus: Corpus,
  { protocol, seed, fold = groupedFolds(corpus, protocol)[0] }: {
    protocol: FoldProtocol;
    seed: number;
    fold?: string;
  },
): Split {
  const { index, count } = parseFoldName(fold);
  groupedFolds(corpus, protocol, count); // Throws where there are too few.
  const held = HELD_APART[protocol].map((field) => {
    const groups = groupClips(corpus.clips, (clip) => clip[field]);
    const random = createRandom(seed, "split", protocol, corpus.id, count, field);
    return { field, names: dealGroups(groups, count, random)[index] };
  });
  const isHeld = (clip: Clip) => held.map(({ field, names }) => names.has(clip[field]));
  const tested = corpus.clips.filter((clip) => isHeld(clip).every(Boolean));
  if (tested.length === 0) {
    throw new UserError(`Expected fold ${fold} of ${corpus.title} to hold clips, but it is empty`);
  }
  const rest = corpus.clips.filter((clip) => !isHeld(clip).some(Boolean));
  const random = createRandom(seed, "split", protocol, corpus.id, fold, "validation");
  const parts = protocol === "textFolds"
    ? validateOnTexts(rest, random)
    : drawValidation(rest, random);
  return { corpus: corpus.id, protocol, seed, fold, ...parts, test: tested.map(({ id }) => id) };
}

// Names of folds, such as "2of5".

/** The names of all `count` folds. */
function foldNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${at + 1}of${count}`);
}

/** What {@link foldNames} wrote; throws a UserError for anything else. */
export function parseFoldName(name: string): { index: number; count: number } {
  const [index, count] = (/^(\d+)of(\d+)$/.exec(name)?.slice(1) ?? []).map(Number);
  if (count >= 2 && index >= 1 && index <= count) return { index: index - 1, count };
  throw new UserError(`Expected the fold to be named such as 2of5, but found ${name}`);
}
