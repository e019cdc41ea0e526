/** Benchmark: EmotionUnet on TurEV-DB, as paper S trains it. */
import type { Benchmark } from "./benchmark.ts";

/** TurEV-DB. */
export const turevBenchmark: Benchmark = {
  corpus: "turev",
  reproduces: "paper S, table 3: accuracy 77.82 %, precision 78.01 %, recall 76.95 %, AUC 84.97 %",
};
