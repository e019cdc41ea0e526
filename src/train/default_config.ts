/** In: a corpus. Out: the configuration that a run of it takes unless told otherwise. */
import type { Corpus } from "../data/corpus.ts";
import { splitFolds } from "../data/splits/split_corpus.ts";
import { defaultFeatures } from "../dsp/default_features.ts";
import {
  type PublishedConfiguration,
  publishedConfigurations,
} from "../unet/published_configurations.ts";
import type { RunConfig, TrainingConfig } from "./run_config.ts";

/** Which run of the corpus. */
export interface DefaultConfigOptions {
  /** "paper" by default. */
  protocol?: RunConfig["protocol"];
  /** What is held out, one of the protocol's folds; the first one by default. */
  fold?: string;
  /** 1 by default. */
  seed?: number;
}

/** How paper S trains (section 3): callbacks as it gives them, all else Keras's defaults. */
const paperTraining = {
  balanced: false,
  // Keras's ReduceLROnPlateau takes changes below 1e-4 for none.
  plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
  earlyStopping: { patience: 6 },
  precision: "float32",
} satisfies Partial<TrainingConfig>;

/**
 * The published configuration of `corpus` (paper S, table 2), that of TurEV-DB for a corpus that
 * the paper lacks; for a table of features a small dense network, which is not the paper's.
 * Throws UserError where the protocol does not fit the corpus.
 *
 * @example
 * ```ts
 * const config = defaultConfig(await requireCorpus("turev"), { seed: 2 });
 * ```
 */
export function defaultConfig(
  corpus: Corpus,
  { protocol = "paper", fold, seed = 1 }: DefaultConfigOptions = {},
): RunConfig {
  const which = {
    version: 1,
    corpus: corpus.id,
    protocol,
    // Named even where it is the default, so that the config is complete.
    fold: fold || splitFolds(corpus, protocol)[0],
    seed,
  } as const;
  if (corpus.kind === "features") {
    return {
      ...which,
      features: null,
      network: { kind: "denseFeatures", units: [128, 64] },
      training: { ...paperTraining, learningRate: 1e-3, epochs: 100, batchSize: 16 },
    };
  }
  const published: Record<string, PublishedConfiguration> = publishedConfigurations;
  const { learningRate, epochs, batchSize, filters, denseUnits } = published[corpus.id] ??
    publishedConfigurations.turev;
  return {
    ...which,
    features: defaultFeatures,
    network: { kind: "emotionUnet", filters, denseUnits },
    training: { ...paperTraining, learningRate, epochs, batchSize },
  };
}
