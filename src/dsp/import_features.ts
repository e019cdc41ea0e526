/** Features that somebody else computed, such as openSMILE's, taken from a table by clip. */
import { basename } from "node:path";
import { numberInCell, parseCsv } from "../base/csv.ts";
import { readText, sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import type { Clip, Corpus } from "../data/corpus.ts";
import { openFeatureCache } from "./feature_cache.ts";
import { defaultFeatures, type ImportedConfig } from "./feature_config.ts";

/** Columns that may name the clip; the first one that is there does. */
const KEYS = ["id", "clip", "file", "filename", "path", "name"];

/** Columns that are no features: openSMILE's times, and what describes a clip. */
const OTHERS = [
  ...["start", "end", "frametime", "frameindex", "duration"],
  ...["class", "label", "emotion", "speaker", "text", "split"],
];

/**
 * Reads the CSV file at `path`, one row for each clip of `corpus`, and keeps its numbers where runs
 * look for features. A clip is named by its id, its path or its file's name, with or without an
 * extension, in a column called id, clip, file, filename, path or name; columns of times and
 * descriptions are left out. Rows of other clips are passed over. The features go by `name`, the
 * file's by default.
 *
 * Throws UserError where no column names clips, a clip has no row or two, a file's name is that of
 * several clips, or a cell is no number.
 *
 * @example
 * ```ts
 * const imported = await importFeatures("egemaps.csv", await requireCorpus("turev"));
 * ```
 */
export async function importFeatures(
  path: string,
  corpus: Pick<Corpus, "id" | "title" | "clips" | "kind">,
  name: string = basename(path).replace(/\.\w+$/, "").replaceAll(/[^\w.-]+/g, "-").slice(0, 40),
): Promise<ImportedConfig> {
  if (corpus.kind !== "audio") {
    throw new UserError(`Expected ${corpus.title} to be of recordings to import features for`);
  }
  const text = await readText(path, "a CSV table");
  const { rows: [header = [], ...rows], decimalComma } = parseCsv(text, path);
  const names = header.map((column) => column.toLowerCase());
  const key = KEYS.map((name) => names.indexOf(name)).find((at) => at >= 0);
  if (key === undefined) {
    throw new UserError(
      `Expected ${path} to have a column that names clips (${KEYS.join(", ")}), but found ` +
        (header.slice(0, 5).join(", ") || "none"),
    );
  }
  const columns = [...header.keys()].filter((at) =>
    at !== key && !KEYS.includes(names[at]) && !OTHERS.includes(names[at])
  );
  if (!columns.length) throw new UserError(`Expected ${path} to have columns of features`);
  const rowOf = new Map<string, number>();
  const find = clipFinder(corpus.clips, path);
  for (const [row, cells] of rows.entries()) {
    const clip = find(cells[key]);
    if (clip === undefined) continue;
    if (rowOf.has(clip.id)) {
      throw new UserError(
        `Expected one row for ${clip.id} in ${path}, but lines ${rowOf.get(clip.id)! + 2} and ` +
          `${row + 2} are of it; features of frames have to be summed up first`,
      );
    }
    rowOf.set(clip.id, row);
  }
  const missing = corpus.clips.filter(({ id }) => !rowOf.has(id));
  if (missing.length) {
    throw new UserError(
      `Expected a row in ${path} for each of the ${corpus.clips.length} clips of ${corpus.title}, ` +
        `but ${missing.length} have none, such as ${missing[0].id}`,
    );
  }
  const imported = { name, sha256: sha256(text), values: columns.length };
  const cache = openFeatureCache({
    ...{ ...defaultFeatures, frames: 1, functionals: "imported", imported },
  });
  await cache.write(corpus.clips.map(({ id, sha256 }) => {
    const row = rowOf.get(id)!;
    const data = Float32Array.from(columns, (at) => {
      const value = numberInCell(rows[row][at], { decimalComma });
      if (Number.isFinite(value)) return value;
      throw new UserError(
        `Expected line ${row + 2} of ${path} to have a number in ${header[at]}, but found ` +
          `"${rows[row][at]}"`,
      );
    });
    return { sha256, data };
  }));
  return imported;
}

/** Finds a clip by what a table calls it. */
function clipFinder(
  clips: readonly Clip[],
  table: string,
): (name: string | undefined) => Clip | undefined {
  const withoutExtension = (name: string) => name.replace(/\.\w{1,4}$/, "");
  const exact = new Map(clips.flatMap((clip) => [[clip.path, clip], [clip.id, clip]] as const));
  const byName = Map.groupBy(clips, ({ path }) => withoutExtension(basename(path)));
  return (cell = "") => {
    // openSMILE writes names in single quotes.
    const name = cell.replace(/^'(.*)'$/, "$1").replaceAll("\\", "/");
    const known = exact.get(name) ?? exact.get(withoutExtension(name));
    if (known !== undefined) return known;
    const found = byName.get(withoutExtension(basename(name))) ?? [];
    if (found.length < 2) return found[0];
    throw new UserError(
      `Expected ${table} to name clips by their ids, for ${name} may be ${found[0].id} or ` +
        found[1].id,
    );
  };
}
