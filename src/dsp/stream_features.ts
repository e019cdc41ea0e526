/** In: any number of clips and a feature configuration. Out: their features, one after another. */
import { type Progress, startProgress } from "../base/progress.ts";
import type { Clip } from "../data/corpus.ts";
import { type CachedClip, type FeatureCache, openFeatureCache } from "./feature_cache.ts";
import { featureBins } from "./feature_bins.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { createFeaturePool, type FeaturePool } from "./feature_pool.ts";

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
export interface ClipFeatures {
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
 * does not grow with the number of clips: they go in parts of 32 MiB (or one clip), each of which is
 * taken from the cache or computed, then written to it as one file. For a clip or two, that file is
 * not worth it: pass `cache: false`.
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
  const worthwhile = Math.max(1, Math.min(workers, Math.floor(total / CLIPS_A_WORKER)));
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
