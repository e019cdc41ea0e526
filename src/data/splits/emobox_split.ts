/**
 * EmoBox's published folds (Ma et al. 2024, "EmoBox: Multilingual Multi-corpus Speech Emotion
 * Recognition Toolkit and Benchmark", Interspeech; fold 1 of TurEV-DB and TESS as its repository
 * emo-box/EmoBox held them at commit 08280f27). Both parts of a fold hold every speaker and most of
 * the words, so that its figures are of voices and words that were heard in training.
 */
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, Split } from "../corpus.ts";
import { validateOnTexts } from "./draw_validation.ts";
import tessFold1 from "./emobox/tess_fold_1.csv" with { type: "text" };
import turevFold1 from "./emobox/turev_fold_1.csv" with { type: "text" };

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
export interface FoldCoverage {
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
 * The published training and test parts; a tenth of the training part, in whole words drawn by
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
