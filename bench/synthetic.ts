/**
 * Benchmark: EmotionUnet on the generated corpus, which stands in where no data are found. It shows
 * that everything works and says nothing about emotion.
 */
import { publishedConfigurations } from "../src/unet/published_configurations.ts";
import { type Benchmark, emotionUnetSettings } from "./benchmark.ts";

/** The generated corpus, with the configuration published for TurEV-DB. */
export const syntheticBenchmark: Benchmark = {
  corpus: "synthetic",
  model: "EmotionUnet",
  reproduces: "Nothing: SYNTHETIC data",
  configure: () => emotionUnetSettings(publishedConfigurations.turev),
};
