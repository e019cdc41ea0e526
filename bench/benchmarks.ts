/** All benchmarks of accuracy: in the order of paper S's tables, then paper F's. */
import type { Protocol } from "../src/data/corpus.ts";
import type { ModelName } from "../src/train/network_config.ts";
import type { ConfigChanges } from "../src/train/run_config.ts";

/** How much time may be spent: minutes to see that it works, the figures, all folds and seeds. */
export const budgets = ["smoke", "standard", "full"] as const;

/** See {@link budgets}. */
export type Budget = typeof budgets[number];

/** What differs from a corpus's default configuration, and how it is called. */
export interface ReducedConfig {
  changes: ConfigChanges;
  note: string;
}

/** One file a benchmark; the network and its training are the corpus's default configuration. */
export interface Benchmark {
  /** The corpus's id. */
  corpus: string;
  /** What is reproduced, and where it stands. */
  reproduces: string;
  /** Networks to train; the published one alone where it is left out. */
  models?: Record<Budget, ModelName[]>;
  /** Which of them is the published one. */
  published?: ModelName;
  /** Of the published network, where it is not trained in its published size. */
  reduced?: ReducedConfig;
}

/** What a budget allows. */
export interface BudgetPlan {
  /** At most so many epochs; undefined leaves the benchmark's. */
  epochs?: number;
  seeds: number;
  /** For recordings and tables; pictures are divided as their publishers did. */
  protocols: Protocol[];
  /** Folds of a protocol with folds that are run; undefined for all. */
  folds?: number;
  /** How many folds speakers or texts are dealt to; undefined for the protocols' own number. */
  groupedFolds?: number;
}

/** The budgets. */
export const budgetPlans: Record<Budget, BudgetPlan> = {
  smoke: { epochs: 2, seeds: 1, protocols: ["paper"], folds: 1 },
  standard: { seeds: 1, protocols: ["paper", "speaker"], folds: 1 },
  full: { seeds: 3, protocols: ["paper", "speaker"] },
};

// Benchmark: EmotionUnet on TurEV-DB, as paper S trains it.

/** TurEV-DB. */
const turevBenchmark: Benchmark = {
  corpus: "turev",
  reproduces: "paper S, table 3: accuracy 77.82 %, precision 78.01 %, recall 76.95 %, AUC 84.97 %",
};

// Benchmark: EmotionUnet on TESS, as paper S trains it.

/** TESS. */
const tessBenchmark: Benchmark = {
  corpus: "tess",
  reproduces: "paper S, table 3: accuracy 98.90 %, precision 98.80 %, recall 98.77 %, AUC 99.34 %",
};

// Benchmark: EmotionUnet on ANAD's audio as paper S trains it; where only ANAD's published table of
// 24 features is found, a small dense network on those, beside the literature's feature-based
// figures.

/** ANAD. */
const anadBenchmark: Benchmark = {
  corpus: "anad",
  reproduces: "paper S, table 3: accuracy 99.71 %, precision 99.82 %, recall 99.04 %, AUC 99.68 %",
};

// Benchmark: EmotionUnet on BanglaSER, as paper S trains it.

/** BanglaSER. */
const banglaserBenchmark: Benchmark = {
  corpus: "banglaser",
  reproduces: "paper S, table 3: accuracy 59.55 %, precision 59.08 %, recall 61.17 %, AUC 74.98 %",
};

// Benchmark: paper F's MobileNet on FER2013, and better networks beside it, alone and together.

/** FER2013. */
const fer2013Benchmark: Benchmark = {
  corpus: "fer2013",
  reproduces: "paper F, abstract: accuracy 92.7 %, on FER2013 joined with unnamed other sets, " +
    "which cannot be checked",
  // MobileNet takes as long on two cores and learns more slowly there.
  models: {
    smoke: ["mobileNet"],
    standard: ["compactResNet"],
    full: ["mobileNet", "mobileNetCosine", "compactResNet", "compactResNetWide"],
  },
  published: "mobileNet",
};

// Benchmark: EmotionUnet on the generated corpus, used where no data are found. It shows what the
// tool is about in a minute; its figures are not comparable.

/**
 * EmotionUnet with about a fifth of the filters and an eighth of the dense units that paper S has
 * for TurEV-DB: 0.7 million weights instead of 25.9 million.
 */
export const smallEmotionUnet: ReducedConfig = {
  changes: {
    network: { filters: [48, 24, 48, 48, 16, 48], denseUnits: 96 },
    training: { learningRate: 0.001, epochs: 30, batchSize: 16 },
  },
  note: "about a fifth of the filters",
};

/** The generated corpus. */
const syntheticBenchmark: Benchmark = {
  corpus: "synthetic",
  reproduces: "nothing, for the voices are generated",
  reduced: smallEmotionUnet,
};

/** What `bench` runs when no corpus is named, as far as the data are found. */
export const realBenchmarks: readonly Benchmark[] = [
  turevBenchmark,
  anadBenchmark,
  banglaserBenchmark,
  tessBenchmark,
  fer2013Benchmark,
];

/** The networks of benchmarks that each budget has its own of, for a help text. */
export const budgetNetworks: string = realBenchmarks
  .flatMap(({ corpus, models }) =>
    models ? budgets.map((budget) => `${corpus} ${budget}: ${models[budget].join(", ")}`) : []
  ).join("; ");

/** Which networks the full budget trains and `budget` does not, in words; [] where there are none. */
export function furtherNetworks({ models, published }: Benchmark, budget: Budget): string[] {
  return (models?.full ?? []).filter((name) => !models![budget].includes(name))
    .map((name) => name === published ? `${name}, the paper's own` : name);
}

/** What `bench` runs instead where none of the real data are found. */
export const standInBenchmark: Benchmark = syntheticBenchmark;
