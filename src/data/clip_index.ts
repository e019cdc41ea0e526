/**
 * In: a corpus's root and its files. Out: each file's hash and what its header tells. They are
 * kept in the cache folder and made anew only for files whose size or time has changed.
 */
import { join, resolve } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../base/cache_folder.ts";
import { inParallel } from "../base/in_parallel.ts";
import { startProgress } from "../base/progress.ts";
import { sha256 } from "../base/sha256.ts";
import { UserError } from "../base/user_error.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";
import { probeAudio } from "./audio/probe_audio.ts";
import { probeImage } from "./images/probe_image.ts";
import type { MediaKind } from "./list_files.ts";

const entrySchema = z.object({
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  sha256: z.string(),
  /** Of a recording; 0 for a picture. */
  durationS: z.number(),
  sampleRateHz: z.number(),
  /** Of a picture; 0 for a recording. */
  widthPx: z.number().default(0),
  heightPx: z.number().default(0),
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

/** Below this many files to read no progress is shown. */
const SHOWN_FROM = 200;

/** Where the index of the corpus in `root` is kept. */
export function indexPath(root: string): string {
  return cacheFolder("index", `${sha256(resolve(root)).slice(0, 16)}.json`);
}

/**
 * Entries of `relativePaths` below `root`. A file that cannot be read or is not of its `kind` has a
 * `fault`. A missing or damaged index is made anew; one that cannot be written is no error, only
 * slow.
 */
export async function indexClips(
  root: string,
  relativePaths: string[],
  { kind = "audio", quiet = false }: { kind?: MediaKind; quiet?: boolean } = {},
): Promise<Map<string, IndexEntry>> {
  const path = indexPath(root);
  const known = await readIndex(path, resolve(root));
  const entries = new Map<string, IndexEntry>();
  const stale: string[] = [];
  for (const relativePath of relativePaths) {
    const entry = known[relativePath];
    if (entry && isFresh(entry, join(root, relativePath))) entries.set(relativePath, entry);
    else stale.push(relativePath);
  }
  await readStale(root, stale, kind, entries, quiet || stale.length < SHOWN_FROM);
  if (stale.length) await writeIndex(path, root, entries);
  return entries;
}

function isFresh(entry: IndexEntry, path: string): boolean {
  try {
    const { size, mtime } = Deno.statSync(path);
    return entry.sizeBytes === size && entry.modifiedMs === (mtime?.getTime() ?? 0);
  } catch {
    return false; // Removed since it was listed, or not to be looked at.
  }
}

async function readStale(
  root: string,
  stale: string[],
  kind: MediaKind,
  entries: Map<string, IndexEntry>,
  quiet: boolean,
) {
  const progress = startProgress({ title: "indexing", total: stale.length, quiet });
  await inParallel(stale, async (relativePath, begun) => {
    entries.set(relativePath, await readEntry(join(root, relativePath), kind));
    progress.update(begun);
  });
  progress.stop();
}

async function readEntry(path: string, kind: MediaKind): Promise<IndexEntry> {
  const entry = {
    ...{ sizeBytes: 0, modifiedMs: 0, sha256: "" },
    ...{ durationS: 0, sampleRateHz: 0, widthPx: 0, heightPx: 0 },
  };
  try {
    const { size, mtime } = await Deno.stat(path);
    entry.sizeBytes = size;
    entry.modifiedMs = mtime?.getTime() ?? 0;
    const bytes = await Deno.readFile(path);
    entry.sha256 = sha256(bytes);
    return { ...entry, ...probes[kind](bytes, path), fault: "" };
  } catch (error) {
    return { ...entry, fault: (error as Error).message };
  }
}

/** What a file's header tells. Each throws UserError where the file cannot be used. */
const probes: Record<MediaKind, (bytes: Uint8Array, path: string) => Partial<IndexEntry>> = {
  audio: (bytes, path) => {
    const { durationS, sampleRateHz } = probeAudio(bytes, path);
    if (durationS === 0) throw new UserError(`Expected ${path} to hold samples, but found none`);
    return { durationS, sampleRateHz };
  },
  images: probeImage,
};

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
