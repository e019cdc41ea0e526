/**
 * Benchmark: EmotionUnet on ANAD's audio as paper S trains it; where only ANAD's published table
 * of 24 features is found, a small dense network on those, beside the literature's feature-based
 * figures.
 */
import { publishedConfigurations } from "../src/unet/published_configurations.ts";
import { type Benchmark, emotionUnetSettings, paperCallbacks } from "./benchmark.ts";

/** ANAD. */
export const anadBenchmark: Benchmark = {
  corpus: "anad",
  model: "EmotionUnet",
  reproduces: "Paper S, table 3: accuracy 99.71 %, precision 99.82 %, recall 99.04 %, AUC 99.68 %",
  configure: ({ kind }) =>
    kind === "audio" ? emotionUnetSettings(publishedConfigurations.anad) : {
      model: "DenseFeatures",
      features: null,
      network: { kind: "denseFeatures", units: [128, 64] },
      training: {
        learningRate: 1e-3,
        epochs: 100,
        batchSize: 16,
        balanced: false,
        ...paperCallbacks,
        precision: "float32",
      },
    },
};
