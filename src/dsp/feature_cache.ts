/** In: a feature configuration. Out: what was computed with it before, and a way to add to that. */
import { join } from "node:path";
import { cacheFolder } from "../base/cache_folder.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { featureKey } from "./feature_key.ts";
import {
  type PackedClip,
  type PackEntry,
  readFeaturePackEntry,
  readFeaturePackIndex,
  writeFeaturePack,
} from "./feature_pack.ts";

/** Features on disk, by the hash of the clip's file. */
export interface FeatureCache {
  /** The features of those of `hashes` that are there and sound, [frames * bins] each. */
  read(hashes: readonly string[]): Map<string, Float32Array>;
  /** Adds clips, in one new file. */
  write(clips: PackedClip[]): Promise<void>;
}

/**
 * Opens the cache for `config`: a folder named by what the configuration computes, with packs that
 * are never changed once written. So several processes may read and write at once; at worst two
 * compute the same clips and both packs stay.
 */
export function openFeatureCache(config: FeatureConfig): FeatureCache {
  const folder = cacheFolder("features", featureKey(config));
  const size = config.frames * (config.fftSize / 2 + 1);
  const index = new Map<string, PackEntry>();
  for (const path of listPacks(folder)) {
    for (const [hash, entry] of readFeaturePackIndex(path, size)) index.set(hash, entry);
  }
  return {
    read: (hashes) => readEntries(index, hashes),
    write: (clips) => writeFeaturePack(join(folder, `${crypto.randomUUID()}.pack`), clips),
  };
}

function listPacks(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name }) => name.endsWith(".pack"))
      .map(({ name }) => join(folder, name));
  } catch {
    return []; // Not there yet, or not to be read: then nothing is cached.
  }
}

function readEntries(
  index: Map<string, PackEntry>,
  hashes: readonly string[],
): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  const byPath = Map.groupBy(
    hashes.filter((hash) => index.has(hash)),
    (hash) => index.get(hash)!.path,
  );
  for (const [path, inPack] of byPath) {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(path);
    } catch {
      continue; // Deleted since it was listed.
    }
    for (const hash of inPack) {
      const data = readFeaturePackEntry(file, index.get(hash)!);
      if (data) found.set(hash, data);
    }
    file.close();
  }
  return found;
}
