import { createRandom } from "../../base/random.ts";
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, OfficialPart, Split } from "../corpus.ts";
import { corpusInfo, isBuiltIn } from "../registry.ts";
import tessFold1 from "./emobox/tess_fold_1.csv" with { type: "text" };
import turevFold1 from "./emobox/turev_fold_1.csv" with { type: "text" };
import { type FoldRow, type MatchedFold, matchFold, parseFoldTable } from "./fold_table.ts";
import { validateOnTexts, VALIDATION_PART } from "./groups.ts";

/** How many clips each part has. */
interface PartSizes {
  train: number;
  validation: number;
  test: number;
}

/**
 * Splits at random, as paper S section 3 does: 25 % test, 10 % validation, the rest training.
 * The draw is plain, not stratified, for the paper mentions no stratification. A corpus with as
 * many clips as table 1 uses gets exactly its counts (of TESS's clips 2199 are drawn). Speakers
 * and words are in both sets: see the other protocols for the effect.
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

/** Whether the publication names a validation set, too, so that its split is the same for all seeds. */
export function hasOfficialValidation({ clips }: Pick<Corpus, "clips">): boolean {
  return clips.some(({ part }) => part === "validation");
}

/**
 * The parts that the publication defines. Where it names only training and test, a tenth of each
 * class's training clips validates, drawn by `seed`; else the seed makes no difference.
 * Throws UserError where clips are without a part, or none is for training or for test.
 */
export function officialSplit(corpus: Corpus, seed: number): Split {
  const ids = (part: OfficialPart) =>
    corpus.clips.filter((clip) => clip.part === part).map((clip) => clip.id).sort();
  const [train, validation, test] = [ids("train"), ids("validation"), ids("test")];
  const unknown = ids("").length;
  if (unknown || !train.length || !test.length) {
    const found = unknown === corpus.clips.length
      ? "it has no official sets"
      : `found ${train.length} for training, ${validation.length} for validation, ${test.length} for ` +
        `test and ${unknown} without a part`;
    throw new UserError(
      `Expected ${corpus.title} to have official training and test sets, but ${found}`,
    );
  }
  const head = { corpus: corpus.id, protocol: "official" as const, seed, fold: "" };
  if (validation.length) return { ...head, train, validation, test };
  const drawn = drawValidation(corpus, seed);
  return { ...head, train: train.filter((id) => !drawn.has(id)), validation: [...drawn], test };
}

function drawValidation({ id, title, classes, clips }: Corpus, seed: number): Set<string> {
  const drawn = classes.flatMap((label) => {
    const ids = clips.filter((clip) => clip.part === "train" && clip.label === label)
      .map((clip) => clip.id).sort();
    const shuffled = createRandom(seed, "split", "official", id, label).shuffle(ids);
    return shuffled.slice(0, Math.round(VALIDATION_PART * ids.length));
  });
  if (drawn.length) return new Set(drawn.sort());
  throw new UserError(
    `Expected ${title} to have a validation set, or at least 5 training clips of a class to ` +
      `draw it from, but it has neither`,
  );
}

// EmoBox's published folds (Ma et al. 2024, "EmoBox: Multilingual Multi-corpus Speech Emotion
// Recognition Toolkit and Benchmark", Interspeech; fold 1 of TurEV-DB and TESS as its repository
// emo-box/EmoBox held them at commit 08280f27). Both parts of a fold hold every speaker and most of
// the words, so that its figures are of speakers and words of the training set.

/** The folds' tables by corpus and name. */
const tables: Record<string, Record<string, string>> = {
  tess: { "1": tessFold1 },
  turev: { "1": turevFold1 },
};

/** The names of the corpus's folds. Throws UserError where EmoBox's folds of it are not here. */
export function emoboxFolds({ id, title }: Pick<Corpus, "id" | "title">): string[] {
  if (tables[id] !== undefined) return Object.keys(tables[id]);
  throw new UserError(
    `Expected a corpus whose EmoBox folds are part of Duygu, ${
      Object.keys(tables).join(" or ")
    }, ` +
      `but found ${title}; another published fold comes in by data split --from FILE`,
  );
}

/** Whether EmoBox's folds of the corpus are here. */
export function hasEmoboxFolds({ id }: Pick<Corpus, "id">): boolean {
  return tables[id] !== undefined;
}

/**
 * The published training and test sets; a tenth of the training set, in whole words drawn by
 * `seed`, validates. Files are found by their names, whatever their letters' case and container.
 * Throws UserError for a corpus or a fold that is not here.
 */
export function emoboxSplit(corpus: Corpus, seed: number, fold?: string): Split {
  const name = fold ?? emoboxFolds(corpus)[0];
  return foldSplit(corpus, { protocol: "emobox", name, seed }, emoboxRows(corpus, name));
}

/** How many clips the corpus's fold of EmoBox tests. */
export function emoboxTestClips(id: string, fold = "1"): number {
  const [rows] = parseFoldTable(tables[id][fold], `EmoBox's fold ${fold}`).values();
  return rows.filter(({ part }) => part === "test").length;
}

function emoboxRows(corpus: Corpus, fold: string): readonly FoldRow[] {
  const names = emoboxFolds(corpus);
  if (!names.includes(fold)) {
    throw new UserError(
      `Expected one of EmoBox's folds of ${corpus.title} that are here, ${names.join(", ")}, ` +
        `but found ${fold}`,
    );
  }
  return [...parseFoldTable(tables[corpus.id][fold], `EmoBox's fold ${fold}`).values()][0];
}

/**
 * The names of the folds that came in by a table. Throws UserError where there are none.
 */
export function givenFolds({ folds, id, title }: Pick<Corpus, "folds" | "id" | "title">): string[] {
  if (folds) return [...folds.keys()];
  throw new UserError(
    `Expected published folds of ${title} for the published protocol, but there are none; ` +
      `\`data split ${id} --from FILE\` brings a table of them in`,
  );
}

/**
 * A published fold that came in by a table, the first one by default; where it names no validation
 * clips, a tenth of its training set, in whole texts drawn by `seed`, validates. Throws UserError
 * where there is no such fold.
 */
export function givenSplit(corpus: Corpus, seed: number, fold?: string): Split {
  const name = fold ?? givenFolds(corpus)[0];
  return foldSplit(corpus, { protocol: "published", name, seed }, givenRows(corpus, name));
}

function givenRows(corpus: Corpus, fold: string): readonly FoldRow[] {
  const names = givenFolds(corpus);
  const rows = corpus.folds!.get(fold);
  if (rows) return rows;
  throw new UserError(
    `Expected one of the published folds of ${corpus.title}, ${names.join(", ")}, but found ` +
      `${fold}${didYouMean(fold, names)}`,
  );
}

function foldSplit(
  corpus: Corpus,
  { protocol, name, seed }: { protocol: "emobox" | "published"; name: string; seed: number },
  rows: readonly FoldRow[],
): Split {
  const { parts } = matchFold(corpus, rows).fold;
  const of = (part: FoldRow["part"]) => corpus.clips.filter(({ id }) => parts.get(id) === part);
  const [training, validating, test] = [of("train"), of("validation"), of("test")];
  if (training.length === 0 || test.length === 0) {
    const whose = protocol === "emobox" ? "EmoBox's" : "the published";
    throw new UserError(
      `Expected ${corpus.title} to hold clips of both parts of ${whose} fold ${name}, but found ` +
        `${training.length} for training and ${test.length} for test`,
    );
  }
  const ids = (clips: readonly Clip[]) => clips.map(({ id }) => id);
  const random = createRandom(seed, "split", protocol, corpus.id, name, "validation");
  const drawn = validating.length
    ? { train: ids(training), validation: ids(validating) }
    : validateOnTexts(training, random);
  return { corpus: corpus.id, protocol, seed, fold: name, ...drawn, test: ids(test) };
}

/** What of the published fold is here. */
export function emoboxCoverage(
  corpus: Corpus,
  fold = emoboxFolds(corpus)[0],
): Omit<MatchedFold, "parts"> {
  const { parts: _parts, ...coverage } = matchFold(corpus, emoboxRows(corpus, fold)).fold;
  return coverage;
}

/**
 * One sentence on what of the published fold of a split is not here; "" where all is, and for
 * protocols without published folds.
 */
export function coverageNote(
  corpus: Corpus,
  { protocol, fold }: Pick<Split, "protocol" | "fold">,
): string {
  if (protocol !== "emobox" && protocol !== "published") return "";
  const rows = protocol === "emobox" ? emoboxRows(corpus, fold) : givenRows(corpus, fold);
  const { published, missing, unnamed } = matchFold(corpus, rows).fold;
  if (missing.length === 0 && unnamed.length === 0) return "";
  const named = missing.length ? ` (${missing.slice(0, 5).join(", ")})` : "";
  return `${missing.length} of the fold's ${published} files are not here${named}, ` +
    `${unnamed.length} clips here are not in the fold`;
}
