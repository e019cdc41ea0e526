/** Out: the features that Duygu takes unless told otherwise. */
import type { FeatureConfig } from "./feature_config.ts";

/**
 * Speech at 16 kHz, frames of 16 ms every 8 ms, 128 of them (about a second), in decibels.
 * Paper S gives neither sampling rate nor STFT parameters nor length.
 */
export const defaultFeatures: FeatureConfig = {
  sampleRateHz: 16_000,
  fftSize: 256,
  hopSamples: 128,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: 80,
  frames: 128,
  alignment: "start",
  normalisation: "perBin",
};
