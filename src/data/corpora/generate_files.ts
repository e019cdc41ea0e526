/** In: files to be made. Out: a folder of the cache with all of them, made once. */
import { dirname, join } from "node:path";
import { pathExists, withStagingFolder } from "../../base/files.ts";

/** A file and where below the folder it goes. */
export interface GeneratedFile {
  relativePath: string;
  bytes: Uint8Array;
}

/**
 * Writes `files` into the folder `root` where that is not there yet, whole or not at all, and
 * returns `root`. Two processes may do so at once.
 */
export async function generateFiles(
  root: string,
  files: () => Iterable<GeneratedFile>,
): Promise<string> {
  if (pathExists(root)) return root;
  return await withStagingFolder(dirname(root), "making-", async (staging) => {
    for (const { relativePath, bytes } of files()) await writeBelow(staging, relativePath, bytes);
    // Another process may have been quicker, which is as good: both made the same files.
    await Deno.rename(staging, root).catch((error) => {
      if (!pathExists(root)) throw error;
    });
    return root;
  });
}

async function writeBelow(folder: string, relativePath: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, relativePath);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes);
  } catch (error) {
    throw new Error(`Could not write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
