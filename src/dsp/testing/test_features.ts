/** A configuration for tests, which stays as it is when the default is tuned. */
import type { FeatureConfig } from "../feature_config.ts";

/** 129 bins every 8 ms at 16 kHz, 128 frames, in decibels. */
export const testFeatures: FeatureConfig = {
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
