/**
 * Benchmark: EmotionUnet on the generated corpus, which stands in where no data are found. It shows
 * that everything works and says nothing about emotion.
 */
import type { Benchmark } from "./benchmark.ts";

/** The generated corpus, with the configuration published for TurEV-DB. */
export const syntheticBenchmark: Benchmark = {
  corpus: "synthetic",
  reproduces: "nothing, for the data are generated",
};
