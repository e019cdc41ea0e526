/** In: paths of pictures. Out: the pattern that folders of classes follow. */
import { withoutExtension } from "../list_files.ts";
import { isPartName } from "./described.ts";

/** CK+ names its pictures by subject, sequence and frame: "S010_004_00000017". */
const CK_PLUS_NAME = /^S\d{3}_\d{3}_\d+$/i;

/**
 * The pattern of pictures in a folder for each class, with folders for official parts above them
 * (as AffectNet has) where all of them lie in such folders; names like those of CK+ tell the
 * subject. Undefined where a picture lies in no folder.
 *
 * @example
 * ```ts
 * guessImagePattern(["train/anger/1.jpg", "val/anger/2.jpg"]); // "{part}/{class}/{any}"
 * ```
 */
export function guessImagePattern(files: readonly string[]): string | undefined {
  const paths = files.map((file) => withoutExtension(file).split("/"));
  if (paths.some((path) => path.length < 2)) return undefined;
  const parts = paths.every((path) => isPartName(path.at(-3) ?? "")) ? "{part}/" : "";
  const names = paths.every((path) => CK_PLUS_NAME.test(path.at(-1)!))
    ? "{speaker}_{any}"
    : "{any}";
  return `${parts}{class}/${names}`;
}
