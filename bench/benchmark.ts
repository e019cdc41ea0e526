/** What a benchmark is: which corpus, under which protocols, within which budget. */
import type { Protocol } from "../src/data/corpus.ts";
import type { ModelName } from "../src/train/network_config.ts";

/** How much time may be spent: minutes to see that it works, the figures, all folds and seeds. */
export const budgets = ["smoke", "standard", "full"] as const;

/** See {@link budgets}. */
export type Budget = typeof budgets[number];

/** One file a benchmark; the network and its training are the corpus's default configuration. */
export interface Benchmark {
  /** The corpus's id. */
  corpus: string;
  /** What is reproduced, and where it stands. */
  reproduces: string;
  /** Networks to train; the published one alone where it is left out. */
  models?: Record<Budget, ModelName[]>;
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
