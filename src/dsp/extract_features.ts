import { type Progress, startProgress } from "../base/progress.ts";
import { UserError } from "../base/user_error.ts";
import { workerThread } from "../base/worker_thread.ts";
import type { Clip } from "../data/corpus.ts";
import { type CachedClip, type FeatureCache, openFeatureCache } from "./feature_cache.ts";
import type { FeatureConfig, FeatureSet } from "./feature_config.ts";
import { encodersAtOnce } from "./encoder/encoder_files.ts";
import { createFeatureExtractor, extractBatch, featureBins } from "./feature_extractor.ts";
import type { FeatureAnswer, FeatureRequest } from "./feature_worker.ts";

/**
 * Features of `clips` in their order and not normalised, [clips, frames, bins], from the cache or
 * computed as {@link streamFeatures} does, which also tells what is thrown; a UserError as well
 * where they would take more than this machine's memory.
 *
 * @example
 * ```ts
 * const features = await extractFeatures(corpus.clips, defaultFeatures);
 * ```
 */
export async function extractFeatures(
  clips: readonly FeatureSource[],
  config: FeatureConfig,
  options: ExtractOptions = {},
): Promise<FeatureSet> {
  const bins = featureBins(config);
  const size = config.frames * bins;
  refuseBeyondMemory(clips.length, size);
  const data = new Float32Array(clips.length * size);
  let row = 0;
  for await (const clip of streamFeatures(clips, config, options)) {
    data.set(clip.data, row * size);
    row++;
  }
  return { ids: clips.map(({ id }) => id), data, shape: [clips.length, config.frames, bins] };
}

function refuseBeyondMemory(clips: number, size: number): void {
  const bytes = clips * size * Float32Array.BYTES_PER_ELEMENT;
  const { total } = Deno.systemMemoryInfo();
  if (bytes <= total) return;
  const gibibytes = (count: number) => (count / 2 ** 30).toFixed(1);
  throw new UserError(
    `Expected the features of ${clips} clips to fit into ${gibibytes(total)} GiB of memory, but ` +
      `they take ${gibibytes(bytes)} GiB; take fewer frames or bins`,
  );
}

/** How features are extracted. */
export interface ExtractOptions {
  /** How many threads compute; as many as there are cores by default, 1 stays in this thread. */
  workers?: number;
  /** False neither reads nor writes the cache on disk. */
  cache?: boolean;
  /** True shows no progress. */
  quiet?: boolean;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal;
}

/** What features are computed from; the hash is the cache's key. */
export type FeatureSource = Pick<Clip, "id" | "path" | "sha256">;

/** Features of one clip. */
interface ClipFeatures {
  id: string;
  /** [frames, bins], not normalised. */
  data: Float32Array;
}

/** At most this much is read or written at once, and held. */
const PART_BYTES = 32 * 2 ** 20;

/** Clips that a worker takes at a time. */
const BATCH_CLIPS = 8;

/** Starting a worker pays off from this many clips. */
const CLIPS_A_WORKER = 48;

/**
 * Yields the features of `clips` in their order, the same whatever the number of workers. Memory
 * does not grow with the number of clips: they go in parts of 32 MiB (or one clip), each of which
 * is taken from the cache or computed, then written to it as one file. For a clip or two, that file
 * is not worth it: pass `cache: false`.
 *
 * Throws a UserError that names the first file that cannot be read, or the signal's reason.
 *
 * @example
 * ```ts
 * for await (const { id, data } of streamFeatures(corpus.clips, defaultFeatures)) use(id, data);
 * ```
 */
export async function* streamFeatures(
  clips: readonly FeatureSource[],
  config: FeatureConfig,
  options: ExtractOptions = {},
): AsyncGenerator<ClipFeatures> {
  const cache = options.cache === false ? undefined : openFeatureCache(config);
  const size = config.frames * featureBins(config);
  const partClips = Math.max(1, Math.floor(PART_BYTES / (size * Float32Array.BYTES_PER_ELEMENT)));
  const resources: Resources = {};
  try {
    for (let start = 0; start < clips.length; start += partClips) {
      const part = clips.slice(start, start + partClips);
      const cached = cache?.read(part.map(({ sha256 }) => sha256)) ?? new Map();
      const missing = part.filter(({ sha256 }) => !cached.has(sha256));
      if (missing.length) acquire(resources, clips.length, config, options);
      const computed = computeInOrder(resources.pool!, missing, Math.min(BATCH_CLIPS, partClips));
      const fresh: CachedClip[] = [];
      for (const [i, { id, sha256 }] of part.entries()) {
        options.signal?.throwIfAborted();
        const data = cached.get(sha256) ?? (await computed.next()).value;
        if (cache && !cached.has(sha256)) fresh.push({ sha256, data });
        resources.progress?.update(start + i + 1);
        yield { id, data };
      }
      if (cache && fresh.length) await keep(cache, fresh, options.quiet);
    }
  } finally {
    resources.progress?.stop();
    resources.pool?.close();
  }
}

/** What is started only once something has to be computed. */
interface Resources {
  pool?: FeaturePool;
  progress?: Progress;
}

function acquire(
  resources: Resources,
  total: number,
  config: FeatureConfig,
  { workers = navigator.hardwareConcurrency, quiet }: ExtractOptions,
): void {
  const most = Math.min(workers, config.encoder ? encodersAtOnce(config.encoder) : workers);
  const worthwhile = Math.max(1, Math.min(most, Math.floor(total / CLIPS_A_WORKER)));
  resources.pool ??= createFeaturePool(config, worthwhile);
  resources.progress ??= startProgress({ title: "features", total, quiet });
}

async function* computeInOrder(
  pool: FeaturePool,
  clips: FeatureSource[],
  batchClips: number,
): AsyncGenerator<Float32Array, undefined> {
  const pending: { count: number; result: Promise<Float32Array> }[] = [];
  for (let next = 0; next < clips.length || pending.length;) {
    while (next < clips.length && pending.length < pool.batchesAtOnce) {
      const batch = clips.slice(next, next + batchClips);
      const result = pool.extract(batch.map(({ path }) => path));
      // When one fails nobody waits for the others: their failures are no news.
      result.catch(() => {});
      pending.push({ count: batch.length, result });
      next += batch.length;
    }
    const { count, result } = pending.shift()!;
    const data = await result;
    const size = data.length / count;
    for (let i = 0; i < count; i++) yield data.subarray(i * size, (i + 1) * size);
  }
}

/** Writes to the cache; a full or read-only disk costs time later, not the result. */
async function keep(cache: FeatureCache, fresh: CachedClip[], quiet?: boolean): Promise<void> {
  try {
    await cache.write(fresh);
  } catch (error) {
    if (!quiet) console.error(`Features are not cached: ${(error as Error).message}`);
  }
}

/** Computes features until closed. */
interface FeaturePool {
  /** How many batches to ask for at once so that nobody waits. */
  batchesAtOnce: number;
  /** Features of the files at `paths`, [clips, frames, bins]; rejects with a UserError. */
  extract(paths: string[]): Promise<Float32Array>;
  /** Ends the workers; batches under way never finish. */
  close(): void;
}

/** A pool of `workers` threads; one means this thread. What they compute is the same. */
export function createFeaturePool(config: FeatureConfig, workers: number): FeaturePool {
  return workers > 1 ? poolOfWorkers(config, workers) : poolOfThisThread(config);
}

function poolOfThisThread(config: FeatureConfig): FeaturePool {
  const extractor = createFeatureExtractor(config);
  return {
    batchesAtOnce: 1,
    // A turn of the event loop before each batch lets progress, Ctrl-C and servers live.
    extract: (paths) =>
      new Promise((resolve, reject) =>
        setTimeout(() => {
          extractBatch(extractor, paths).then(resolve, reject);
        })
      ),
    close: () => void extractor.dispose().catch(() => {}),
  };
}

function poolOfWorkers(config: FeatureConfig, count: number): FeaturePool {
  const threads = Array.from({ length: count }, () =>
    workerThread<FeatureRequest, FeatureAnswer>(
      new Worker(new URL("./feature_worker.ts", import.meta.url), { type: "module" }),
      { config } satisfies FeatureRequest,
      "A worker for features failed",
    ));
  return {
    // One under way and one waiting for each, so that none idles while results are taken.
    batchesAtOnce: 2 * count,
    extract: async (paths) => {
      const idlest = threads.reduce((a, b) => b.waiting() < a.waiting() ? b : a);
      const answer = await idlest.ask({ paths });
      if ("data" in answer) return answer.data;
      throw answer.userError ? new UserError(answer.error) : new Error(answer.error);
    },
    close: () => threads.forEach((thread) => thread.close()),
  };
}
