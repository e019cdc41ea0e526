/** Benchmark: paper F's MobileNet on FER2013, and better networks beside it, alone and together. */
import type { Benchmark } from "./benchmark.ts";

/** FER2013. */
export const fer2013Benchmark: Benchmark = {
  corpus: "fer2013",
  reproduces: "paper F, abstract: accuracy 92.7 %, on FER2013 joined with unnamed other sets, " +
    "which cannot be checked",
  // MobileNet takes as long on two cores and learns more slowly there.
  models: {
    smoke: ["mobileNet"],
    standard: ["compactResNet"],
    full: ["mobileNet", "compactResNet", "compactResNetWide"],
  },
};
