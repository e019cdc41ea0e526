import { cacheFolder, unreadableFile } from "../../base/files.ts";
import { inParallel } from "../../base/in_parallel.ts";
import { startProgress } from "../../base/progress.ts";
import { openRecordCache, type RecordCache } from "../../base/record_pack.ts";
import type { Clip } from "../corpus.ts";
import { readTablePixels, tableImageSize, tableRowOf } from "./pixel_table.ts";
import { readGreyJpeg } from "./read_grey_jpeg.ts";
import { type Image, readImage, resizeImage } from "./read_image.ts";

/** Pictures of one size. */
export interface ImageSet {
  /** Ids of the clips, in the order requested. */
  ids: string[];
  /** Pixels a side. */
  size: number;
  /** [clips, size, size], row-major, grey, 0 to 255; lies in memory that threads can share. */
  pixels: Uint8Array<SharedArrayBuffer>;
}

/** How pictures are loaded. */
export interface LoadImagesOptions {
  /** Pixels a side; 48 by default. */
  size?: number;
  /** False neither reads nor writes the cache on disk. */
  cache?: boolean;
  /** True shows no progress. */
  quiet?: boolean;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal;
}

/** What pixels are read from; the hash is the cache's key. */
export type ImageSource = Pick<Clip, "id" | "path" | "sha256">;

/** Raise it whenever the same file gives other pixels. */
const VERSION = "1";
/** Below this many pictures to read no progress is shown. */
const SHOWN_FROM = 500;

/**
 * Grey pixels of `clips` in their order; see {@link readImage} for how files become pixels. Those
 * of another size are scaled to fill a square of `size` pixels a side, cut off evenly on the longer
 * side. What was read is kept in the cache folder by the files' hashes.
 *
 * Throws a UserError that names the first file that cannot be read, or the signal's reason.
 *
 * @example
 * ```ts
 * const { pixels } = await loadImages(corpus.clips, { size: 48 });
 * ```
 */
export async function loadImages(
  clips: readonly ImageSource[],
  { size = 48, cache = true, quiet = false, signal }: LoadImagesOptions = {},
): Promise<ImageSet> {
  const area = size * size;
  const pixels = new Uint8Array(new SharedArrayBuffer(clips.length * area));
  const store = cache ? openImageCache(size) : undefined;
  const cached = store?.read([...new Set(clips.map((clip) => clip.sha256))]) ?? new Map();
  const missing: number[] = [];
  for (const [at, { sha256 }] of clips.entries()) {
    const bytes = cached.get(sha256);
    if (bytes) pixels.set(bytes, at * area);
    else missing.push(at);
  }
  const place = (at: number, data: Uint8Array) => pixels.set(data, at * area);
  await readMissing(clips, missing, { size, signal, quiet, place });
  if (store && missing.length) {
    const records = new Map(missing.map((at) => [clips[at].sha256, at]));
    await keep(
      store,
      [...records].map(([sha256, at]) => {
        return { sha256, bytes: pixels.subarray(at * area, (at + 1) * area) };
      }),
      quiet,
    );
  }
  return { ids: clips.map((clip) => clip.id), size, pixels };
}

function openImageCache(size: number): RecordCache {
  const folder = cacheFolder("images", `${VERSION}-grey-${size}`);
  return openRecordCache(folder, { magic: "DYGI", valueBytes: 1, size: size * size });
}

/** What is done with the pictures that are not in the cache. */
interface ReadPlan {
  size: number;
  quiet: boolean;
  signal?: AbortSignal;
  place: (at: number, data: Uint8Array) => void;
}

async function readMissing(
  clips: readonly ImageSource[],
  missing: number[],
  { size, quiet, signal, place }: ReadPlan,
): Promise<void> {
  const progress = startProgress({
    title: "pictures",
    total: missing.length,
    quiet: quiet || missing.length < SHOWN_FROM,
  });
  const fromTable = tablePixels(missing.map((at) => clips[at]));
  try {
    await inParallel(missing, async (at, begun) => {
      signal?.throwIfAborted();
      const { id, path } = clips[at];
      const row = fromTable.get(id);
      const image = row ? await resizeImage(row, size) : await readFile(path, size);
      place(at, image.data);
      progress.update(begun);
    });
  } finally {
    progress.stop();
  }
}

async function readFile(path: string, size: number): Promise<Image> {
  const bytes = await Deno.readFile(path).catch((error) => {
    throw unreadableFile(path, error, "a picture");
  });
  const plain = await readGreyJpeg(bytes);
  if (plain?.width === size && plain.height === size) return plain;
  return await readImage(bytes, path, { size });
}

/** Pictures of those clips that are rows of a table, by id. */
function tablePixels(clips: ImageSource[]): Map<string, Image> {
  const found = new Map<string, Image>();
  const inTables = clips.filter(({ path }) => /\.csv$/i.test(path));
  for (const [path, rows] of Map.groupBy(inTables, (clip) => clip.path)) {
    const pixels = readTablePixels(path, rows.map(({ id }) => tableRowOf(id)));
    for (const { id } of rows) {
      const data = pixels.get(tableRowOf(id))!;
      found.set(id, { width: tableImageSize, height: tableImageSize, channels: 1, data });
    }
  }
  return found;
}

/** Writes to the cache; a full or read-only disk costs time later, not the result. */
async function keep(
  store: RecordCache,
  records: Parameters<RecordCache["write"]>[0],
  quiet: boolean,
): Promise<void> {
  try {
    await store.write(records);
  } catch (error) {
    if (!quiet) console.error(`Pictures are not cached: ${(error as Error).message}`);
  }
}
