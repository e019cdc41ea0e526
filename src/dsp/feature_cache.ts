import { cacheFolder, sha256 } from "../base/files.ts";
import { openRecordCache } from "../base/record_pack.ts";
import { type FeatureConfig, frameSettings } from "./feature_config.ts";
import { featureBins } from "./feature_extractor.ts";
import { featureKind } from "./feature_kinds.ts";

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

/** Raised whenever the same configuration comes to give other numbers. */
const VERSION = 3;

/**
 * 16 hexadecimal digits, the same for two configurations exactly if their features before
 * normalisation are.
 */
export function featureKey(config: FeatureConfig): string {
  const { sampleRateHz, fftSize, hopSamples, window, centre, frames, alignment } = config;
  const { kind = "stft", preEmphasis = null, withPitch = false } = config;
  const { reads } = featureKind({ kind });
  const { melBins, melScale, ...settings } = frameSettings(config);
  const scale = reads.includes("scale") ? settings.scale : null;
  // On a scale of another kind the floor is not used.
  const isFloored = reads.includes("floorDb") && (scale === null || scale === "log");
  const floorDb = withPitch || isFloored ? config.floorDb : null;
  const transform = [sampleRateHz, fftSize, hopSamples, window, centre, scale];
  const parts: unknown[] = [VERSION, ...transform, floorDb, frames, alignment];
  // What came later is named only where it is used, so that older caches stay valid.
  if (kind !== "stft" || preEmphasis !== null || withPitch) {
    const mel = reads.includes("melBins") ? [melBins, melScale] : null;
    const coefficients = reads.includes("coefficients") ? settings.coefficients : null;
    parts.push({ kind, mel, coefficients, preEmphasis, withPitch });
  }
  if (config.functionals) parts.push(config.functionals);
  if (config.imported) {
    return sha256(JSON.stringify([VERSION, config.imported.sha256])).slice(0, 16);
  }
  if (config.encoder) {
    const { choice: _, ...encoder } = config.encoder;
    parts.push(encoder);
  }
  const { bandwidthHz, levelDb } = config;
  if (bandwidthHz !== undefined || levelDb !== undefined) parts.push({ bandwidthHz, levelDb });
  return sha256(JSON.stringify(parts)).slice(0, 16);
}
