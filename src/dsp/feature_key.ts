/** In: a feature configuration. Out: a name for what it computes, to find it again on disk. */
import { sha256 } from "../base/sha256.ts";
import type { FeatureConfig } from "./feature_config.ts";

/** Raised whenever the same configuration comes to give other numbers. */
const VERSION = 2;

/**
 * 16 hexadecimal digits, the same for two configurations exactly if their features before
 * normalisation are.
 */
export function featureKey(config: FeatureConfig): string {
  const { sampleRateHz, fftSize, hopSamples, window, centre, scale, frames, alignment } = config;
  // The floor matters to decibels alone.
  const floorDb = scale === "log" ? config.floorDb : null;
  const parts = [
    ...[VERSION, sampleRateHz, fftSize, hopSamples, window, centre, scale, floorDb],
    ...[frames, alignment],
  ];
  return sha256(JSON.stringify(parts)).slice(0, 16);
}
