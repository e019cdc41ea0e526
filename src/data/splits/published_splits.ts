import { parse } from "csv-parse/sync";
import { z } from "zod";
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, OfficialPart, Split } from "../corpus.ts";
import { corpusInfo, isBuiltIn } from "../registry.ts";
import tessFold1 from "./emobox/tess_fold_1.csv" with { type: "text" };
import turevFold1 from "./emobox/turev_fold_1.csv" with { type: "text" };
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

const rowsSchema = z.array(z.object({
  /** The file's name without its extension. */
  file: z.string().min(1),
  class: z.string().min(1),
  part: z.enum(["train", "test"]),
}));

/** How a published fold and the clips on this machine fit together. */
interface FoldCoverage {
  /** Rows of the published fold. */
  published: number;
  /** Names in the published fold that no clip here bears. */
  missing: string[];
  /** Ids of clips here that the published fold does not name; they are in no part. */
  unnamed: string[];
}

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
  const { parts } = matched(corpus, name);
  const training = corpus.clips.filter(({ id }) => parts.get(id) === "train");
  const test = corpus.clips.filter(({ id }) => parts.get(id) === "test").map(({ id }) => id);
  if (training.length === 0 || test.length === 0) {
    throw new UserError(
      `Expected ${corpus.title} to hold clips of both parts of EmoBox's fold ${name}, but found ` +
        `${training.length} for training and ${test.length} for test`,
    );
  }
  const random = createRandom(seed, "split", "emobox", corpus.id, name, "validation");
  const drawn = validateOnTexts(training, random);
  return { corpus: corpus.id, protocol: "emobox", seed, fold: name, ...drawn, test };
}

/** What of the published fold is here. */
export function emoboxCoverage(corpus: Corpus, fold = emoboxFolds(corpus)[0]): FoldCoverage {
  return matched(corpus, fold).coverage;
}

/** One sentence on what of the published fold is not here; "" where all is. */
export function emoboxCoverageNote(corpus: Corpus, fold?: string): string {
  const { published, missing, unnamed } = emoboxCoverage(corpus, fold);
  if (missing.length === 0 && unnamed.length === 0) return "";
  const named = missing.length ? ` (${missing.slice(0, 5).join(", ")})` : "";
  return `${missing.length} of the fold's ${published} files are not here${named}, ` +
    `${unnamed.length} clips here are not in the fold`;
}

function matched(corpus: Corpus, fold: string): {
  parts: Map<string, "train" | "test">;
  coverage: FoldCoverage;
} {
  const names = emoboxFolds(corpus);
  if (!names.includes(fold)) {
    throw new UserError(
      `Expected one of EmoBox's folds of ${corpus.title} that are here, ${names.join(", ")}, ` +
        `but found ${fold}`,
    );
  }
  const rows = rowsSchema.parse(parse(tables[corpus.id][fold], { columns: true }));
  const keyOf = (name: string) => name.normalize("NFC").toLowerCase();
  const ids = new Map(corpus.clips.map(({ id }) => [keyOf(id.slice(id.lastIndexOf("/") + 1)), id]));
  const parts = new Map<string, "train" | "test">();
  const missing: string[] = [];
  for (const { file, part } of rows) {
    const id = ids.get(keyOf(file));
    if (id === undefined) missing.push(file);
    else parts.set(id, part);
  }
  const unnamed = corpus.clips.map(({ id }) => id).filter((id) => !parts.has(id));
  return { parts, coverage: { published: rows.length, missing, unnamed } };
}
