import type { ConfigChanges } from "./run_config.ts";

/** A small EmotionUnet on small features, for `--config`. */
export const tinyRun: ConfigChanges = {
  corpus: "synthetic",
  features: { sampleRateHz: 16_000, fftSize: 64, hopSamples: 256, frames: 32 },
  network: { filters: [4, 4, 4, 4, 4, 4], denseUnits: 8 },
  training: { learningRate: 0.005, epochs: 16, batchSize: 32, earlyStopping: { patience: 50 } },
};
