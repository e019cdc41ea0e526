/**
 * In: a corpus's root and its files. Out: each file's hash, duration and sampling rate. They are
 * kept in the cache folder and made anew only for files whose size or time has changed.
 */
import { join, resolve } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../base/cache_folder.ts";
import { startProgress } from "../base/progress.ts";
import { sha256 } from "../base/sha256.ts";
import { UserError } from "../base/user_error.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";
import { probeAudio } from "./audio/probe_audio.ts";

const entrySchema = z.object({
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  sha256: z.string(),
  durationS: z.number(),
  sampleRateHz: z.number(),
  /** Why the file cannot be used; "" where it can. */
  fault: z.string(),
});
const indexSchema = z.object({
  version: z.literal(1),
  root: z.string(),
  entries: z.record(z.string(), entrySchema),
});

/** What the index knows about a file. */
export type IndexEntry = z.infer<typeof entrySchema>;

const FILES_AT_ONCE = 8;
/** Below this many files to read no progress is shown. */
const SHOWN_FROM = 200;

/** Where the index of the corpus in `root` is kept. */
export function indexPath(root: string): string {
  return cacheFolder("index", `${sha256(resolve(root)).slice(0, 16)}.json`);
}

/**
 * Entries of `relativePaths` below `root`. A file that cannot be read or is no audio has a `fault`.
 * A missing or damaged index is made anew; an index that cannot be written is no error, only slow.
 */
export async function indexClips(
  root: string,
  relativePaths: string[],
  { quiet = false }: { quiet?: boolean } = {},
): Promise<Map<string, IndexEntry>> {
  const path = indexPath(root);
  const known = await readIndex(path, resolve(root));
  const entries = new Map<string, IndexEntry>();
  const stale: string[] = [];
  await inParallel(relativePaths, async (relativePath) => {
    const entry = known[relativePath];
    const status = await Deno.stat(join(root, relativePath));
    const isFresh = entry && entry.sizeBytes === status.size &&
      entry.modifiedMs === (status.mtime?.getTime() ?? 0);
    if (isFresh) entries.set(relativePath, entry);
    else stale.push(relativePath);
  });
  await readStale(root, stale, entries, quiet || stale.length < SHOWN_FROM);
  if (stale.length) await writeIndex(path, root, entries);
  return entries;
}

async function readStale(
  root: string,
  stale: string[],
  entries: Map<string, IndexEntry>,
  quiet: boolean,
) {
  const progress = startProgress({ title: "indexing", total: stale.length, quiet });
  let done = 0;
  await inParallel(stale, async (relativePath) => {
    entries.set(relativePath, await readEntry(join(root, relativePath)));
    progress.update(++done);
  });
  progress.stop();
}

async function readEntry(path: string): Promise<IndexEntry> {
  const status = await Deno.stat(path);
  const entry = {
    sizeBytes: status.size,
    modifiedMs: status.mtime?.getTime() ?? 0,
    sha256: "",
    durationS: 0,
    sampleRateHz: 0,
  };
  try {
    const bytes = await Deno.readFile(path);
    entry.sha256 = sha256(bytes);
    const { durationS, sampleRateHz } = probeAudio(bytes, path);
    if (durationS === 0) throw new UserError(`Expected ${path} to hold samples, but found none`);
    return { ...entry, durationS, sampleRateHz, fault: "" };
  } catch (error) {
    return { ...entry, fault: (error as Error).message };
  }
}

async function readIndex(path: string, root: string): Promise<Record<string, IndexEntry>> {
  try {
    const index = indexSchema.parse(JSON.parse(await Deno.readTextFile(path)));
    return index.root === root ? index.entries : {};
  } catch {
    return {};
  }
}

async function writeIndex(path: string, root: string, entries: Map<string, IndexEntry>) {
  const sorted = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  const index = { version: 1, root: resolve(root), entries: sorted };
  await writeFileWhole(path, JSON.stringify(index)).catch(() => {});
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
}
