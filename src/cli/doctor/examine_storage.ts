/** Out: how much the caches take, and how much room is left. */
import { statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../base/files.ts";
import type { Finding } from "../../engine/doctor.ts";

/** Less than this, and TensorFlow (once) and a run's weights may not fit. */
const LEAST_FREE_BYTES = 3e9;

/** One finding a folder of the cache, one for the disk below it, one for the runs' disk. */
export async function examineStorage(): Promise<Finding[]> {
  const folder = cacheFolder();
  const caches: Finding[] = [];
  const folders = (await entries(folder)).filter((entry) => entry.isDirectory);
  for (const { name } of folders.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, name);
    caches.push({ topic: "cache", found: `${gigabytes(await folderBytes(path))} in ${path}` });
  }
  if (caches.length === 0) caches.push({ topic: "cache", found: `nothing yet in ${folder}` });
  return [
    ...caches,
    diskFinding("disk of the cache", folder),
    diskFinding("disk here", Deno.cwd()),
  ];
}

/** Whether `free` bytes, by default those below `folder`, are enough. */
export function diskFinding(topic: string, folder: string, free = freeBytes(folder)): Finding {
  if (free === undefined) return { topic, found: "unknown" };
  const found = `${gigabytes(free)} free`;
  if (free >= LEAST_FREE_BYTES) return { topic, found };
  const advice = "make room, or name a roomier cache folder by DUYGU_CACHE; what is in the cache " +
    "may be deleted at any time";
  return { topic, found, advice };
}

/** Free space where `folder` is or would be made. */
function freeBytes(folder: string): number | undefined {
  for (let path = folder;; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      if (path === dirname(path)) return undefined;
    }
  }
}

/** Bytes of all files below `folder`. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const { name, isDirectory, isFile } of await entries(folder)) {
    const path = join(folder, name);
    if (isDirectory) bytes += await folderBytes(path);
    // A file may be gone by now.
    else if (isFile) bytes += await Deno.stat(path).then(({ size }) => size, () => 0);
  }
  return bytes;
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
