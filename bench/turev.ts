/** Benchmark: EmotionUnet on TurEV-DB, as paper S trains it. */
import { publishedConfigurations } from "../src/unet/published_configurations.ts";
import { type Benchmark, emotionUnetSettings } from "./benchmark.ts";

/** TurEV-DB. */
export const turevBenchmark: Benchmark = {
  corpus: "turev",
  model: "EmotionUnet",
  reproduces: "Paper S, table 3: accuracy 77.82 %, precision 78.01 %, recall 76.95 %, AUC 84.97 %",
  configure: () => emotionUnetSettings(publishedConfigurations.turev),
};
