/** Benchmark: EmotionUnet on BanglaSER, as paper S trains it. */
import { publishedConfigurations } from "../src/unet/published_configurations.ts";
import { type Benchmark, emotionUnetSettings } from "./benchmark.ts";

/** BanglaSER. */
export const banglaserBenchmark: Benchmark = {
  corpus: "banglaser",
  model: "EmotionUnet",
  reproduces: "Paper S, table 3: accuracy 59.55 %, precision 59.08 %, recall 61.17 %, AUC 74.98 %",
  configure: () => emotionUnetSettings(publishedConfigurations.banglaser),
};
