/** Benchmark: EmotionUnet on TESS, as paper S trains it. */
import type { Benchmark } from "./benchmark.ts";

/** TESS. */
export const tessBenchmark: Benchmark = {
  corpus: "tess",
  reproduces: "paper S, table 3: accuracy 98.90 %, precision 98.80 %, recall 98.77 %, AUC 99.34 %",
};
