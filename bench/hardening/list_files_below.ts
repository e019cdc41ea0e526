/** In: a folder. Out: the files in it and in its folders. */
import { join } from "node:path";

/** Paths, within `folder`, of all files below it, sorted; none where it is missing. */
export function listFilesBelow(folder: string): string[] {
  const paths: string[] = [];
  const walk = (inner: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, inner))) {
      const path = join(inner, name);
      if (isDirectory) walk(path);
      else paths.push(path);
    }
  };
  try {
    walk("");
  } catch (error) {
    // The command that is watched may remove a folder in the meantime.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}
