/** In: files to be made. Out: a folder of the cache with all of them, made once. */
import { dirname, join } from "node:path";
import { pathExists } from "../../base/path_exists.ts";

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
  await Deno.mkdir(dirname(root), { recursive: true });
  const staging = await Deno.makeTempDir({ dir: dirname(root), prefix: "making-" });
  try {
    for (const { relativePath, bytes } of files()) {
      const path = join(staging, relativePath);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes);
    }
    // Another process may have been quicker, which is as good: both made the same files.
    await Deno.rename(staging, root).catch((error) => {
      if (!pathExists(root)) throw error;
    });
  } finally {
    await Deno.remove(staging, { recursive: true }).catch(() => {});
  }
  return root;
}
