/**
 * Each file's hash and what its content tells, kept in the cache folder.
 *
 * The content decides. A file is read again where its size, its times of change (of which the
 * system keeps one that nobody can set) or its place on the disk differ from what was kept, or
 * where it was kept so soon after a change that another one could have the same time. What starts
 * from a corpus for long (training, verification) requests `recheck` and has every file read and
 * hashed. With files in memory, hashing takes 0.1 s for TurEV-DB (1,735 files) and 0.6 s for
 * FER2013 (35,887), and looking at sizes and times a tenth of that; from a slow disk hashing takes
 * as long as reading all.
 */
import { join, resolve } from "node:path";
import { z } from "zod";
import { cacheFolder, sha256, writeFileWhole } from "../base/files.ts";
import { inParallel } from "../base/in_parallel.ts";
import { interruptSignal, wasInterrupted } from "../base/interrupt_signal.ts";
import { startProgress } from "../base/progress.ts";
import { decodeAudio } from "./audio/read_audio.ts";
import type { MediaKind } from "./files.ts";
import { probeImage } from "./images/read_image.ts";

const entrySchema = z.object({
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  /** When content, name or owner last changed, as the system says; whole seconds. */
  changedMs: z.number(),
  /** The file's number on its disk. */
  inode: z.number(),
  /** When it was read. */
  readMs: z.number(),
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
  version: z.literal(2),
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

/** A change may be this much later than a reading and still have the same time: a second, twice. */
const SAME_TIME_MS = 2000;

/** How the index is asked. */
export interface IndexOptions {
  kind?: MediaKind;
  /** True shows no progress. */
  quiet?: boolean;
  /** True reads and hashes every file, whatever is known of it. */
  recheck?: boolean;
}

/**
 * Entries of `relativePaths` below `root`. A file that cannot be read or decoded, or is not of its
 * `kind`, has a `fault`. What the system said (no permission, a disk's error, too many open files)
 * may pass and is asked again next time; what the content is at fault for is kept with it. A
 * missing or damaged index is made anew; one that cannot be written is no error, only slow. Throws
 * InterruptedError after Ctrl-C where files are left to read; what was read till then is kept.
 */
export async function indexClips(
  root: string,
  relativePaths: string[],
  { kind = "audio", quiet = false, recheck = false }: IndexOptions = {},
): Promise<Map<string, IndexEntry>> {
  const path = indexPath(root);
  const known = await readIndex(path, resolve(root));
  const entries = new Map<string, IndexEntry>();
  const stale: string[] = [];
  for (const relativePath of relativePaths) {
    const entry = known.get(relativePath);
    if (!recheck && entry && isFresh(entry, join(root, relativePath))) {
      entries.set(relativePath, entry);
    } else stale.push(relativePath);
  }
  const progress = startProgress({
    title: "indexing",
    total: stale.length,
    quiet: quiet || stale.length < SHOWN_FROM,
  });
  const passing = new Set<string>();
  let done = 0;
  await inParallel(stale, async (relativePath) => {
    // A command without handlers ends at once, and gets none here.
    if (wasInterrupted()) return;
    const file = join(root, relativePath);
    const { entry, mayPass } = await readEntry(file, kind, known.get(relativePath));
    entries.set(relativePath, entry);
    if (mayPass) passing.add(relativePath);
    progress.update(++done);
  });
  progress.stop();
  const kept = new Map([...entries].filter(([name]) => !passing.has(name)));
  if (done < stale.length) {
    await writeIndex(path, root, new Map([...known, ...kept]));
    interruptSignal().throwIfAborted();
  }
  if (stale.length) await writeIndex(path, root, kept);
  return entries;
}

/**
 * Those of `relativePaths` below `root` that the index knows to be unusable, as long as they have
 * not changed; no file is opened.
 */
export async function knownFaults(
  root: string,
  relativePaths: readonly string[],
): Promise<Set<string>> {
  const known = await readIndex(indexPath(root), resolve(root));
  return new Set(relativePaths.filter((relativePath) => {
    const entry = known.get(relativePath);
    return entry !== undefined && entry.fault !== "" && isSame(entry, join(root, relativePath));
  }));
}

/** A file that was read right after it changed may have changed again within the same tick. */
function isFresh(entry: IndexEntry, path: string): boolean {
  return entry.readMs >= entry.changedMs + SAME_TIME_MS && isSame(entry, path);
}

/** Whether the system says the same of the file as when it was read. */
function isSame(entry: IndexEntry, path: string): boolean {
  try {
    const now = statusOf(Deno.statSync(path));
    return entry.sizeBytes === now.sizeBytes && entry.modifiedMs === now.modifiedMs &&
      entry.changedMs === now.changedMs && entry.inode === now.inode;
  } catch {
    return false; // Removed since it was listed, or not to be looked at.
  }
}

function statusOf({ size, mtime, ctime, ino }: Deno.FileInfo) {
  const modifiedMs = mtime?.getTime() ?? 0;
  return {
    sizeBytes: size,
    modifiedMs,
    changedMs: ctime?.getTime() ?? modifiedMs,
    inode: ino ?? 0,
  };
}

/** Reads a file; what is `known` of the same content is taken over. */
async function readEntry(
  path: string,
  kind: MediaKind,
  known?: IndexEntry,
): Promise<{ entry: IndexEntry; mayPass: boolean }> {
  const entry = {
    sizeBytes: 0,
    modifiedMs: 0,
    changedMs: 0,
    inode: 0,
    readMs: Date.now(),
    sha256: "",
    durationS: 0,
    sampleRateHz: 0,
    widthPx: 0,
    heightPx: 0,
    fault: "",
  };
  let bytes: Uint8Array;
  try {
    Object.assign(entry, statusOf(await Deno.stat(path)));
    bytes = await Deno.readFile(path);
  } catch (error) {
    return { entry: { ...entry, fault: (error as Error).message }, mayPass: true };
  }
  entry.sha256 = sha256(bytes);
  if (known?.sha256 === entry.sha256) {
    const { sizeBytes, modifiedMs, changedMs, inode, readMs } = entry;
    return {
      entry: { ...known, sizeBytes, modifiedMs, changedMs, inode, readMs },
      mayPass: false,
    };
  }
  try {
    Object.assign(entry, await probes[kind](bytes, path));
  } catch (error) {
    entry.fault = (error as Error).message;
  }
  return { entry, mayPass: false };
}

type Probe = (
  bytes: Uint8Array,
  path: string,
) => Partial<IndexEntry> | Promise<Partial<IndexEntry>>;

/** What a file's content tells. Each throws UserError where the file cannot be used. */
const probes: Record<MediaKind, Probe> = {
  audio: async (bytes, path) => {
    // All of it: what is left for training to find out ends the training.
    const { durationS, sampleRateHz } = await decodeAudio(bytes, path);
    return { durationS, sampleRateHz };
  },
  images: probeImage,
};

async function readIndex(path: string, root: string): Promise<Map<string, IndexEntry>> {
  try {
    const index = indexSchema.parse(JSON.parse(await Deno.readTextFile(path)));
    return new Map(index.root === root ? Object.entries(index.entries) : []);
  } catch {
    return new Map();
  }
}

async function writeIndex(path: string, root: string, entries: Map<string, IndexEntry>) {
  const sorted = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  const index = { version: 2, root: resolve(root), entries: sorted };
  await writeFileWhole(path, JSON.stringify(index)).catch(() => {});
}
