/** Out: the features that Duygu takes unless told otherwise. */
import type { FeatureConfig } from "./feature_config.ts";

/**
 * Speech at 16 kHz, frames of 32 ms every 10 ms, 128 of them (1.28 s), in decibels.
 *
 * Paper S gives neither sampling rate nor STFT parameters nor length. These were chosen on the
 * validation part of TurEV-DB's random split (seed 1, paper S's network and training; the lowest
 * validation loss and the accuracy of that epoch):
 *
 * | FFT and frame | hop   | frames | validation loss | validation accuracy |
 * | ------------: | ----: | -----: | --------------: | ------------------: |
 * |        512    | 160   |    128 |           0.467 |               0.913 |
 * |        256    | 128   |    128 |           0.557 |               0.861 |
 * |        512    | 256   |     96 |           0.482 |               0.913 |
 */
export const defaultFeatures: FeatureConfig = {
  sampleRateHz: 16_000,
  fftSize: 512,
  hopSamples: 160,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: 80,
  frames: 128,
  alignment: "start",
  normalisation: "perBin",
};
