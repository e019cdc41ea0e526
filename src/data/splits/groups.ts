import type { Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Protocol, Split } from "../corpus.ts";

/**
 * The corpus's speakers, or texts, sorted. Throws UserError, naming the protocol that needs them,
 * where a clip does not tell its own or where there are fewer than two.
 */
export function namedValues(
  { title, clips }: Pick<Corpus, "title" | "clips">,
  field: "speaker" | "text",
  protocol: Protocol,
): string[] {
  const values = [...new Set(clips.map((clip: Clip) => clip[field]))].sort();
  if (values.includes("")) {
    throw new UserError(
      `Expected every clip of ${title} to name its ${field} for the ${protocol} protocol, ` +
        `but some do not`,
    );
  }
  if (values.length < 2) {
    throw new UserError(
      `Expected ${title} to have two or more ${field}s for the ${protocol} protocol, ` +
        `but found ${values.length}`,
    );
  }
  return values;
}

// Clips whose files are the same byte for byte, as archives that hold everything twice have them:
// in two sets they would be tested on what was memorised.

/** Clips with the same content, in the order of the corpus. */
interface CopyGroup {
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
 * The split without copies in two sets: what is also in the test set is left out of validation and
 * training, what is also in validation out of training. Throws UserError where nothing is left
 * there.
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
 * A sentence about the copies of `corpus`, and what became of them in `split`; undefined where it
 * has none.
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
  if (!split) return `${found}; splits never put copies into two sets`;
  const tested = new Set(split.test);
  const trained = new Set(split.train);
  const onBothSides =
    groups.filter(({ ids }) =>
      ids.some((id) => tested.has(id)) && ids.some((id) => trained.has(id))
    ).length;
  return onBothSides
    ? `${found}; ${onBothSides} of these groups are in training and test, as the publication has them`
    : `${found}; this split puts none into two sets`;
}

/** Clip ids by group. */
type Groups = Map<string, string[]>;

/** Groups clips by `key`, groups and clips in the order of the clips. */
export function groupClips(clips: Clip[], key: (clip: Clip) => string): Groups {
  const groups: Groups = new Map();
  for (const clip of clips) {
    const name = key(clip);
    const group = groups.get(name);
    if (group) group.push(clip.id);
    else groups.set(name, [clip.id]);
  }
  return groups;
}

/**
 * Takes whole groups in random order as long as each brings the sum of their clips nearer to
 * `wantedClips`; the first one in any case. The groups taken are removed from `groups`.
 * Returns their clips' ids, sorted.
 */
export function drawGroups(groups: Groups, wantedClips: number, random: Random): string[] {
  const drawn: string[] = [];
  for (const name of random.shuffle([...groups.keys()])) {
    const ids = groups.get(name)!;
    if (drawn.length && drawn.length + ids.length / 2 > wantedClips) continue;
    for (const id of ids) drawn.push(id);
    groups.delete(name);
    if (drawn.length >= wantedClips) break;
  }
  return drawn.sort();
}

/** All clip ids of the groups, sorted. */
export function groupedIds(groups: Groups): string[] {
  return [...groups.values()].flat().sort();
}

/**
 * Deals the groups' names to `count` folds: the largest group first, in random order among equals,
 * each to the fold with the fewest clips so far. There must be `count` groups or more; then no fold
 * stays empty. Returns each fold's names.
 */
export function dealGroups(groups: Groups, count: number, random: Random): Set<string>[] {
  const folds = Array.from({ length: count }, () => ({ names: new Set<string>(), clips: 0 }));
  const sizeOf = (name: string) => groups.get(name)!.length;
  const largestFirst = random.shuffle([...groups.keys()]).sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const name of largestFirst) {
    const emptiest = folds.reduce((least, fold) => fold.clips < least.clips ? fold : least);
    emptiest.names.add(name);
    emptiest.clips += sizeOf(name);
  }
  return folds.map(({ names }) => names);
}

const TEST_PART = 0.25;
/** The share of the clips that validates where nothing else is said. */
export const VALIDATION_PART = 0.1;

/** What is kept together, how it is called in an error, and where chance comes from. */
interface Grouping {
  key: (clip: Clip) => string;
  what: string;
  random: Random;
}

/** Draws whole groups for test (25 %) and validation (10 %); the rest trains. */
export function splitGroups(
  corpus: Corpus,
  { key, what, random }: Grouping,
): Pick<Split, "train" | "validation" | "test"> {
  const groups = groupClips(corpus.clips, key);
  if (groups.size < 3) {
    throw new UserError(
      `Expected ${corpus.title} to have three or more ${what}, one for each part, ` +
        `but found ${groups.size}`,
    );
  }
  const test = drawGroups(groups, TEST_PART * corpus.clips.length, random.split("test"));
  const wanted = VALIDATION_PART * corpus.clips.length;
  const validation = drawGroups(groups, wanted, random.split("validation"));
  if (groups.size === 0) {
    throw new UserError(
      `Expected ${corpus.title} to leave ${what} for training, but test and validation took all`,
    );
  }
  return { train: groupedIds(groups), validation, test };
}

/** From this many speakers on, one of them validates. */
const SPEAKERS_TO_SPARE = 3;

/**
 * Where there are three or more speakers, one whole speaker validates, drawn from those with the
 * most classes, so that no speaker is both trained and validated on. With fewer a random 10 %
 * validates, as {@link validateOnTexts} draws it. No stratification.
 */
export function drawValidation(clips: Clip[], random: Random): Pick<Split, "train" | "validation"> {
  const speakers = new Set(clips.map(({ speaker }) => speaker));
  return speakers.size >= SPEAKERS_TO_SPARE
    ? validateOnSpeaker(clips, random)
    : validateOnTexts(clips, random);
}

function validateOnSpeaker(clips: Clip[], random: Random) {
  const classes = new Map<string, Set<string>>();
  for (const { speaker, label } of clips) {
    classes.set(speaker, (classes.get(speaker) ?? new Set()).add(label));
  }
  const most = [...classes.values()].reduce((most, labels) => Math.max(most, labels.size), 0);
  const candidates = [...classes.keys()].filter((name) => classes.get(name)!.size === most).sort();
  const validator = random.pick(candidates);
  const ids = (wanted: boolean) =>
    clips.filter((clip) => (clip.speaker === validator) === wanted).map((clip) => clip.id).sort();
  return { train: ids(false), validation: ids(true) };
}

/**
 * About 10 % of the clips validate, whole texts at random, so that no word is both trained and
 * validated on. A clip of unknown text is a group of its own. Throws UserError for a single text.
 */
export function validateOnTexts(
  clips: Clip[],
  random: Random,
): Pick<Split, "train" | "validation"> {
  const groups = groupClips(clips, (clip) => clip.text ? `text ${clip.text}` : `clip ${clip.id}`);
  if (groups.size < 2) {
    throw new UserError(
      `Expected two or more texts beside those that are tested, but found ${groups.size}`,
    );
  }
  const validation = drawGroups(groups, VALIDATION_PART * clips.length, random);
  return { train: groupedIds(groups), validation };
}
