/** In: a folder. Out: the names of the folders in it. */
import { join } from "node:path";
import { isFolder } from "../base/files.ts";

/** Names of the folders (and links to folders) directly in `folder`, sorted; [] where it is missing. */
export async function listFolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      if (entry.isDirectory || (entry.isSymlink && await isFolder(join(folder, entry.name)))) {
        names.push(entry.name);
      }
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
  return names.sort();
}

/** Names of the folders in `folder` whose name matches `pattern`. */
export async function listFoldersLike(folder: string, pattern: RegExp): Promise<string[]> {
  return (await listFolders(folder)).filter((name) => pattern.test(name));
}
