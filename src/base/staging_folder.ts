/**
 * In: a folder. Out: an empty one within it, in which something is made that shall appear whole or
 * not at all; it is gone afterwards. What killed processes left of theirs is removed on the way.
 */
import { join } from "node:path";
import { makeFolder } from "./make_folder.ts";

const LOCK = "lock";

/**
 * Gives `work` an empty folder below `parent`, which is made where it is missing, in a folder whose
 * name begins with `prefix`. Whatever `work` does not move out of it is removed at the end.
 *
 * @example
 * ```ts
 * await withStagingFolder("data", ".import-", async (staging) => {
 *   await unpack(archive, staging);
 *   await Deno.rename(staging, "data/TESS");
 * });
 * ```
 */
export async function withStagingFolder<T>(
  parent: string,
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await makeFolder(parent);
  const { outer, lock } = await makeStaging(parent, prefix);
  try {
    const inner = join(outer, "files");
    await Deno.mkdir(inner);
    return await work(inner);
  } finally {
    await Deno.remove(outer, { recursive: true }).catch(() => {});
    lock.close();
  }
}

/**
 * Makes and locks the outer folder. The system frees the lock when the process ends, by whatever
 * means: one that is free belongs to nobody.
 */
async function makeStaging(parent: string, prefix: string) {
  // While this is held nobody else makes such a folder, or takes one not yet locked for a leftover.
  using gate = await Deno.open(parent, { read: true });
  await gate.lock(true);
  for await (const { name, isDirectory } of Deno.readDir(parent)) {
    if (isDirectory && name.startsWith(prefix)) await removeLeftover(join(parent, name));
  }
  let outer: string;
  try {
    outer = await Deno.makeTempDir({ dir: parent, prefix });
  } catch (error) {
    // The system's message does not say where.
    throw new Error(`Could not make a folder in ${parent}: ${(error as Error).message}`);
  }
  const lock = await Deno.open(join(outer, LOCK), { write: true, create: true });
  await lock.lock(true);
  return { outer, lock };
}

async function removeLeftover(folder: string): Promise<void> {
  try {
    using lock = await Deno.open(join(folder, LOCK), { write: true, create: true });
    if (await lock.tryLock(true)) await Deno.remove(folder, { recursive: true });
  } catch {
    // Litter that cannot be removed is in nobody's way.
  }
}
