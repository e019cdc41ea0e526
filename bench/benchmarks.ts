/** All benchmarks of accuracy: in the order of paper S's tables, then paper F's. */
import { anadBenchmark } from "./anad.ts";
import { banglaserBenchmark } from "./banglaser.ts";
import type { Benchmark } from "./benchmark.ts";
import { fer2013Benchmark } from "./fer2013.ts";
import { syntheticBenchmark } from "./synthetic.ts";
import { tessBenchmark } from "./tess.ts";
import { turevBenchmark } from "./turev.ts";

/** What `bench` runs when no corpus is named, as far as the data are found. */
export const realBenchmarks: readonly Benchmark[] = [
  turevBenchmark,
  anadBenchmark,
  banglaserBenchmark,
  tessBenchmark,
  fer2013Benchmark,
];

/** What `bench` runs instead where none of the real data are found. */
export const standInBenchmark: Benchmark = syntheticBenchmark;
