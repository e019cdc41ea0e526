/** Benchmark: EmotionUnet on TESS, as paper S trains it. */
import { publishedConfigurations } from "../src/unet/published_configurations.ts";
import { type Benchmark, emotionUnetSettings } from "./benchmark.ts";

/** TESS. */
export const tessBenchmark: Benchmark = {
  corpus: "tess",
  model: "EmotionUnet",
  reproduces: "Paper S, table 3: accuracy 98.90 %, precision 98.80 %, recall 98.77 %, AUC 99.34 %",
  configure: () => emotionUnetSettings(publishedConfigurations.tess),
};
