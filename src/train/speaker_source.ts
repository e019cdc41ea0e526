import { basename, resolve } from "node:path";
import { UserError } from "../base/user_error.ts";
import { compilePattern } from "../data/corpora/named_files.ts";
import { readCsv } from "../data/feature_table.ts";

/**
 * The positions of `files` by their speaker, in order of appearance. `source` is "one" where all
 * are of one speaker; a CSV file with the columns file (a path, or a name without folders) and
 * speaker; or a pattern with {speaker}, such as "{speaker}_{any}", as `data add` takes it.
 *
 * Throws UserError for a file whose speaker is not told, and for a table or pattern that is none.
 *
 * @example
 * ```ts
 * await groupBySpeaker(["1157_a.wav", "1234_a.wav", "1157_b.wav"], "{speaker}_{any}");
 * // Map { "1157" => [0, 2], "1234" => [1] }
 * ```
 */
export async function groupBySpeaker(
  files: readonly string[],
  source: string,
): Promise<Map<string, number[]>> {
  const speakerOf = await speakersFrom(source);
  return Map.groupBy(files.keys(), (at) => {
    const speaker = speakerOf(files[at]);
    if (speaker) return speaker;
    throw new UserError(
      `Expected ${source} to name the speaker of ${files[at]}, but it does not`,
    );
  });
}

async function speakersFrom(source: string): Promise<(file: string) => string | undefined> {
  if (source === "one") return () => "one";
  if (/\.csv$/i.test(source)) return await speakersOfTable(source);
  const read = compilePattern(source, "speaker");
  return (file) => read(file.replaceAll("\\", "/").replace(/\.[^./]*$/, ""))?.speaker;
}

async function speakersOfTable(path: string): Promise<(file: string) => string | undefined> {
  const known = await fileTable(path, "speaker");
  return (name) => known.get(name) ?? known.get(resolve(name)) ?? known.get(basename(name));
}

/**
 * The classes of some sounds, by their paths, of a CSV file with the columns file (a path) and
 * class. Throws UserError for a table that is none, and for an empty class.
 */
export async function readLabels(path: string): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  for (const [file, name] of await fileTable(path, "class")) {
    if (!name) {
      throw new UserError(`Expected ${path} to name the class of ${file}, but it does not`);
    }
    labels.set(resolve(file), name);
  }
  return labels;
}

/** The cells of `column` by file, as it is named and as a whole path. */
async function fileTable(path: string, column: string): Promise<Map<string, string>> {
  const [header = [], ...rows] = await readCsv(path);
  const [file, value] = ["file", column].map((name) => header.indexOf(name));
  if (file < 0 || value < 0) {
    throw new UserError(
      `Expected ${path} to have the columns file and ${column}, but found ${
        header.join(", ") || "none"
      }`,
    );
  }
  return new Map([
    ...rows.map((cells) => [resolve(cells[file]), cells[value]] as const),
    ...rows.map((cells) => [cells[file], cells[value]] as const),
  ]);
}
