/** In: a folder's path. Out: its files, links and folders as entries. */
import { join } from "node:path";
import type { SourceEntry } from "./archive_entry.ts";

/**
 * Entries of `folder` and of the folders in it, however deep, sorted; links are given as links, not
 * followed.
 */
export async function* readFolder(folder: string, prefix = ""): AsyncGenerator<SourceEntry> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const inside = prefix + entry.name;
    if (entry.isDirectory) {
      yield* readFolder(path, `${inside}/`);
    } else {
      yield {
        path: inside,
        kind: entry.isSymlink ? "link" : entry.isFile ? "file" : "other",
        declaredBytes: (await Deno.lstat(path)).size,
        content: async () => (await Deno.open(path)).readable,
      };
    }
  }
}
