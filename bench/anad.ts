/**
 * Benchmark: EmotionUnet on ANAD's audio as paper S trains it; where only ANAD's published table
 * of 24 features is found, a small dense network on those, beside the literature's feature-based
 * figures.
 */
import type { Benchmark } from "./benchmark.ts";

/** ANAD. */
export const anadBenchmark: Benchmark = {
  corpus: "anad",
  reproduces: "paper S, table 3: accuracy 99.71 %, precision 99.82 %, recall 99.04 %, AUC 99.68 %",
};
