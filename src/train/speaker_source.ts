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
  const [header = [], ...rows] = await readCsv(path);
  const [file, speaker] = ["file", "speaker"].map((name) => header.indexOf(name));
  if (file < 0 || speaker < 0) {
    throw new UserError(
      `Expected ${path} to have the columns file and speaker, but found ${
        header.join(", ") || "none"
      }`,
    );
  }
  const known = new Map(rows.map((cells) => [cells[file], cells[speaker]]));
  const resolved = new Map(rows.map((cells) => [resolve(cells[file]), cells[speaker]]));
  return (name) => known.get(name) ?? resolved.get(resolve(name)) ?? known.get(basename(name));
}
