/** What a benchmark is: which corpus and network, under which protocols, within which budget. */
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { defaultFeatures } from "../src/dsp/default_features.ts";
import type { RunConfig, TrainingConfig } from "../src/train/run_config.ts";
import type { NetworkConfig } from "../src/unet/network_config.ts";
import type { PublishedConfiguration } from "../src/unet/published_configurations.ts";

/** How much time may be spent: minutes to see that it works, the figures, all folds and seeds. */
export const budgets = ["smoke", "standard", "full"] as const;

/** See {@link budgets}. */
export type Budget = typeof budgets[number];

/** One file a benchmark. */
export interface Benchmark {
  /** The corpus's id. */
  corpus: string;
  /** The network's name in the summary. */
  model: string;
  /** What is reproduced, and where it stands. */
  reproduces: string;
  /** The network and its training for the corpus as found. */
  configure(corpus: Pick<Corpus, "kind">): BenchmarkSettings;
}

/** What does not depend on protocol and seed. */
export interface BenchmarkSettings {
  /** The network's name in the summary, where it is not the benchmark's. */
  model?: string;
  features: RunConfig["features"];
  network: NetworkConfig;
  training: TrainingConfig;
}

/** What a budget allows. */
export interface BudgetPlan {
  /** At most so many epochs; undefined leaves the benchmark's. */
  epochs?: number;
  seeds: number;
  protocols: Protocol[];
  /** Folds of a protocol with folds; undefined for all. */
  folds?: number;
}

/** The budgets. */
export const budgetPlans: Record<Budget, BudgetPlan> = {
  smoke: { epochs: 2, seeds: 1, protocols: ["paper"], folds: 1 },
  standard: { seeds: 1, protocols: ["paper", "speaker"], folds: 1 },
  full: { seeds: 3, protocols: ["paper", "speaker"] },
};

/**
 * Paper S's callbacks (section 3): the rate halves after two epochs without a better validation
 * loss, training ends after six; the smallest change that counts is Keras's default.
 */
export const paperCallbacks = {
  plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
  earlyStopping: { patience: 6 },
};

/** EmotionUnet as paper S trains it with one of table 2's optima. */
export function emotionUnetSettings(published: PublishedConfiguration): BenchmarkSettings {
  const { learningRate, epochs, batchSize, filters, denseUnits } = published;
  return {
    features: defaultFeatures,
    network: { kind: "emotionUnet", filters, denseUnits },
    training: {
      learningRate,
      epochs,
      batchSize,
      balanced: false,
      ...paperCallbacks,
      precision: "float32",
    },
  };
}
