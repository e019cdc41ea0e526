/** In: input files. Out: a name for each one's results, all different. */
import { basename, extname } from "node:path";

/**
 * The files' names without folder and ending; the second of the same name gets "-2", and so on.
 * Capitals do not tell names apart, for on some systems they do not.
 *
 * @example
 * ```ts
 * outputNames(["a/face.png", "b/face.jpg", "cup.png"]); // ["face", "face-2", "cup"]
 * ```
 */
export function outputNames(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const stem = basename(file, extname(file));
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
