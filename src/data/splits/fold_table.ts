/**
 * Published folds as tables: a row a file, with the part that it is in. EmoBox's are part of Duygu;
 * others come in by `data split --from FILE` and lie beside the descriptions of corpora.
 */
import { dirname, join } from "node:path";
import { cacheFolder, readText, writeFileWhole } from "../../base/files.ts";
import { parseCsv } from "../../base/csv.ts";
import { foldName } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, OfficialPart } from "../corpus.ts";
import { descriptionPath, partOfName } from "../described_corpus.ts";
import { dataRoots, withoutExtension } from "../files.ts";

/** A row of a table of folds. */
export interface FoldRow {
  /** As the table has it: a name or a path below the corpus, with or without extension. */
  file: string;
  /** As the table has it; "" where it has none. */
  class: string;
  /** Where the publication puts it. */
  part: Exclude<OfficialPart, "">;
}

/** The rows by the fold's name. */
export type FoldTable = ReadonlyMap<string, readonly FoldRow[]>;

/** The name of the only fold of a table that names none. */
const ONLY_FOLD = "1";

/**
 * The folds in the CSV `text`, which `source` names in errors. Columns: `file` and `part` (train,
 * validation or test; val, valid, training and testing as well), `class` and `fold` where the table
 * has them; others are ignored. Throws UserError where a column is missing, a part is none, or a
 * file stands twice in a fold.
 */
export function parseFoldTable(text: string, source: string): FoldTable {
  const { rows: [header = [], ...rows] } = parseCsv(text, source);
  const columns = header.map((name) => name.toLowerCase());
  const at = (name: string) => columns.indexOf(name);
  const missing = ["file", "part"].filter((name) => at(name) < 0);
  if (missing.length || rows.length === 0) {
    throw new UserError(
      `Expected ${source} to have the columns file and part (class and fold where it names them) ` +
        `and a row a file, but found ${header.join(", ") || "no columns"} and ${rows.length} rows`,
    );
  }
  const table = new Map<string, FoldRow[]>();
  const seen = new Set<string>();
  rows.forEach((cells, index) => {
    const cell = (name: string) => at(name) < 0 ? "" : cells[at(name)];
    const where = `row ${index + 2} of ${source}`;
    const file = cell("file");
    const part = partOfName(cell("part"));
    const fold = cell("fold") || ONLY_FOLD;
    if (file === "") throw new UserError(`Expected ${where} to name a file, but it is empty`);
    if (!part) {
      throw new UserError(
        `Expected the part in ${where} to be train, validation or test, but found ` +
          `"${cell("part")}"`,
      );
    }
    const key = JSON.stringify([fold, keyOf(file)]);
    if (seen.has(key)) {
      throw new UserError(`Expected each file once in a fold, but ${where} names ${file} again`);
    }
    seen.add(key);
    table.set(fold, [...table.get(fold) ?? [], { file, class: cell("class"), part }]);
  });
  return table;
}

/** Names are the same whatever their letters' case, container and Unicode form. */
function keyOf(file: string): string {
  return withoutExtension(file.replaceAll("\\", "/")).normalize("NFC").toLowerCase();
}

/** How a fold and the clips on this machine fit together. */
export interface MatchedFold {
  /** Part by clip id. */
  parts: ReadonlyMap<string, FoldRow["part"]>;
  /** Rows of the fold. */
  published: number;
  /** Files of the fold that no clip here bears. */
  missing: string[];
  /** Ids of clips here that the fold does not name; they are in no part. */
  unnamed: string[];
}

/**
 * Finds the fold's files among the clips, by path where a row has one, else by name. Throws
 * UserError where a name is that of several clips.
 */
export function matchFold(
  { clips, title }: Pick<Corpus, "clips" | "title">,
  rows: readonly FoldRow[],
) {
  const byEnd = new Map<string, Clip[]>();
  const ends = new Set(rows.map(({ file }) => depthOf(keyOf(file))));
  for (const clip of clips) {
    const names = keyOfId(clip.id).split("/");
    for (const depth of ends) {
      const end = names.slice(-depth).join("/");
      byEnd.set(end, [...byEnd.get(end) ?? [], clip]);
    }
  }
  const parts = new Map<string, FoldRow["part"]>();
  const missing: string[] = [];
  const matched: { row: FoldRow; clip: Clip }[] = [];
  for (const row of rows) {
    const found = byEnd.get(keyOf(row.file)) ?? [];
    if (found.length > 1) {
      throw new UserError(
        `Expected ${row.file} to be one clip of ${title}, but it is ${found.length}, such as ` +
          `${found[0].id} and ${found[1].id}; name the path below the corpus's folder`,
      );
    }
    if (found.length === 0) missing.push(row.file);
    else {
      parts.set(found[0].id, row.part);
      matched.push({ row, clip: found[0] });
    }
  }
  const unnamed = clips.map(({ id }) => id).filter((id) => !parts.has(id));
  const fold: MatchedFold = { parts, published: rows.length, missing, unnamed };
  return { fold, matched };
}

const depthOf = (key: string) => key.split("/").length;
const keyOfId = (id: string) => id.normalize("NFC").toLowerCase();

/**
 * Checks the table at `path` against the corpus and keeps it, from where every command finds it.
 * Returns where it lies. Throws UserError where a fold does not fit the clips, or other folds of
 * the corpus are kept already.
 */
export async function keepFolds(
  corpus: Corpus,
  path: string,
  { dataRoot }: { dataRoot?: string },
): Promise<{ kept: string; folds: FoldTable }> {
  const text = await readText(path, "a CSV table of folds");
  const folds = parseFoldTable(text, path);
  for (const [name, rows] of folds) checkFold(corpus, name, rows, path);
  const former = await findFolds(corpus.id, dataRoot);
  if (former && former.text !== text) {
    throw new UserError(
      `Expected no other folds of ${corpus.title}, but ${former.path} holds some; remove it to ` +
        "take these instead",
    );
  }
  if (former) return { kept: former.path, folds };
  const kept = foldsPath(dirname(await descriptionPath(corpus.id, dataRoot)), corpus.id);
  await writeFileWhole(kept, text);
  return { kept, folds };
}

const foldsPath = (folder: string, id: string) => join(folder, `${id}.folds.csv`);

function checkFold(corpus: Corpus, name: string, rows: readonly FoldRow[], source: string): void {
  const { matched } = matchFold(corpus, rows);
  const wrong = matched.find(({ row, clip }) =>
    row.class !== "" && foldName(row.class) !== foldName(clip.label)
  );
  if (wrong) {
    throw new UserError(
      `Expected ${wrong.row.file} in ${source} to be of the class ${wrong.clip.label}, as ` +
        `${corpus.title} has it, but found ${wrong.row.class}; a table without the column class ` +
        "is not compared",
    );
  }
  const count = (part: FoldRow["part"]) => matched.filter(({ row }) => row.part === part).length;
  const [train, test] = [count("train"), count("test")];
  if (train === 0 || test === 0) {
    throw new UserError(
      `Expected fold ${name} of ${source} to name clips of ${corpus.title} for training and for ` +
        `test, but found ${train} and ${test} of its ${rows.length} files`,
    );
  }
}

/** The kept table of a corpus; undefined where there is none. */
async function findFolds(
  id: string,
  dataRoot?: string,
): Promise<{ path: string; text: string } | undefined> {
  const folders = (await dataRoots(dataRoot)).map((root) => join(root, "corpora"));
  for (const folder of [...folders, cacheFolder("corpora")]) {
    const path = foldsPath(folder, id);
    try {
      return { path, text: await Deno.readTextFile(path) };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

/** The kept folds of a corpus; undefined where there are none. Throws UserError for a bad table. */
export async function readFolds(id: string, dataRoot?: string): Promise<FoldTable | undefined> {
  const found = await findFolds(id, dataRoot);
  return found && parseFoldTable(found.text, found.path);
}
