/**
 * Clips whose files are the same byte for byte, as archives that hold everything twice have them: on
 * two sides of a split they would be tested on what was learned by heart.
 */
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Split } from "../corpus.ts";

/** Clips with the same content, in the order of the corpus. */
export interface CopyGroup {
  ids: string[];
  /** Different ones only; more than one where the same clip is in several classes. */
  labels: string[];
}

/** All groups of two or more clips with the same hash. */
export function copiesIn(clips: readonly Pick<Clip, "id" | "label" | "sha256">[]): CopyGroup[] {
  const byHash = Map.groupBy(clips.filter(({ sha256 }) => sha256 !== ""), (clip) => clip.sha256);
  return [...byHash.values()].filter((same) => same.length > 1).map((same) => ({
    ids: same.map(({ id }) => id),
    labels: [...new Set(same.map(({ label }) => label))],
  }));
}

/**
 * The split without copies on two sides: what is also in the test part is left out of validation and
 * training, what is also in validation out of training. Throws UserError where nothing is left there.
 */
export function holdCopiesApart(corpus: Corpus, split: Split): Split {
  const groups = copiesIn(corpus.clips);
  if (!groups.length) return split;
  const validation = withoutCopiesOf(split.validation, [split.test], groups);
  const train = withoutCopiesOf(split.train, [split.test, validation], groups);
  if ((split.train.length && !train.length) || (split.validation.length && !validation.length)) {
    throw new UserError(
      `Expected ${corpus.title} to have clips for training and validation that are no copies of ` +
        `tested ones, but ${groups[0].ids.join(" and ")} and others are the same byte for byte`,
    );
  }
  return { ...split, train, validation };
}

/** The clips of `part` whose copies are in none of the `later` parts. */
function withoutCopiesOf(part: string[], later: string[][], groups: CopyGroup[]): string[] {
  const taken = new Set(later.flat());
  const spoilt = new Set(
    groups.filter(({ ids }) => ids.some((id) => taken.has(id))).flatMap(({ ids }) => ids),
  );
  return part.filter((id) => !spoilt.has(id));
}

/**
 * A sentence about the copies of `corpus`, and what became of them in `split`; undefined where it has
 * none.
 */
export function copiesNote(
  { title, clips }: Pick<Corpus, "title" | "clips">,
  split?: Split,
): string | undefined {
  const groups = copiesIn(clips);
  if (!groups.length) return undefined;
  const redundant = groups.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  const twoLabels = groups.filter(({ labels }) => labels.length > 1).length;
  const found = `${title}: ${redundant} of ${clips.length} clips are copies of others, byte for ` +
    `byte (such as ${groups[0].ids.slice(0, 2).join(" = ")})` +
    (twoLabels ? `, ${twoLabels} of them in different classes` : "");
  if (!split) return `${found}; splits put no copies on two sides`;
  const tested = new Set(split.test);
  const trained = new Set(split.train);
  const onBothSides =
    groups.filter(({ ids }) =>
      ids.some((id) => tested.has(id)) && ids.some((id) => trained.has(id))
    ).length;
  return onBothSides
    ? `${found}; ${onBothSides} of these groups are in training and test, as the publication has them`
    : `${found}; this split puts none on two sides`;
}
