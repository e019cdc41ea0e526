/** Benchmark: EmotionUnet on BanglaSER, as paper S trains it. */
import type { Benchmark } from "./benchmark.ts";

/** BanglaSER. */
export const banglaserBenchmark: Benchmark = {
  corpus: "banglaser",
  reproduces: "paper S, table 3: accuracy 59.55 %, precision 59.08 %, recall 61.17 %, AUC 74.98 %",
};
