/** In: a feature configuration. Out: what was computed with it before, and a way to add to that. */
import { cacheFolder } from "../base/files.ts";
import { openRecordCache } from "../base/record_pack.ts";
import { featureBins } from "./feature_bins.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { featureKey } from "./feature_key.ts";

/** Features of one clip, with its file's hash. */
export interface CachedClip {
  sha256: string;
  /** [frames * bins]. */
  data: Float32Array;
}

/** Features on disk, by the hash of the clip's file. */
export interface FeatureCache {
  /** The features of those of `hashes` that are there and sound, [frames * bins] each. */
  read(hashes: readonly string[]): Map<string, Float32Array>;
  /** Adds clips, in one new file. */
  write(clips: CachedClip[]): Promise<void>;
}

/** Opens the cache for `config`: a folder named by what the configuration computes. */
export function openFeatureCache(config: FeatureConfig): FeatureCache {
  const size = config.frames * featureBins(config);
  const cache = openRecordCache(cacheFolder("features", featureKey(config)), {
    magic: "DYGF",
    valueBytes: Float32Array.BYTES_PER_ELEMENT,
    size,
  });
  return {
    read: (hashes) =>
      new Map(
        [...cache.read(hashes)].map(([hash, { buffer, byteOffset }]) => {
          return [hash, new Float32Array(buffer, byteOffset, size)];
        }),
      ),
    write: (clips) =>
      cache.write(clips.map(({ sha256, data }) => {
        return { sha256, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
      })),
  };
}
