/** In: a corpus. Out: the configuration that a run of it takes unless told otherwise. */
import { UserError } from "../base/user_error.ts";
import type { Corpus, Protocol } from "../data/corpus.ts";
import { splitFolds } from "../data/splits/split_corpus.ts";
import { defaultFeatures } from "../dsp/default_features.ts";
import { defaultCompactResNet } from "../facecnn/compact_res_net.ts";
import { noAugmentation, paperAugmentation } from "../facecnn/image_augmentation.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import {
  type PublishedConfiguration,
  publishedConfigurations,
} from "../unet/published_configurations.ts";
import { type NetworkConfig, networkInput, networkKinds } from "./network_config.ts";
import type { RunConfig } from "./run_config.ts";
import { isSpeechModel, speechConfig } from "./speech_config.ts";
import type { TrainingConfig } from "./training_config.ts";

/** Which run of the corpus. */
export interface DefaultConfigOptions {
  /** Another network than the published one, by its kind. */
  model?: NetworkConfig["kind"];
  /** "official" for pictures whose corpus has such parts, "paper" for all else. */
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
 * the paper lacks; that of {@link speechConfig} for a small speech network; for a table of features
 * a small dense network, which is not the paper's.
 * Throws UserError where the protocol does not fit the corpus.
 *
 * @example
 * ```ts
 * const config = defaultConfig(await requireCorpus("turev"), { seed: 2 });
 * ```
 */
export function defaultConfig(
  corpus: Corpus,
  { model, protocol = usualProtocol(corpus), fold, seed = 1 }: DefaultConfigOptions = {},
): RunConfig {
  const which = {
    version: 1,
    corpus: corpus.id,
    protocol,
    // Named even where it is the default, so that the config is complete.
    fold: fold || splitFolds(corpus, protocol)[0],
    seed,
  } as const;
  refuseOtherInput(corpus, model);
  if (corpus.kind === "images") return { ...which, ...faceConfig(model) };
  if (corpus.kind === "features") {
    return {
      ...which,
      features: null,
      network: { kind: "denseFeatures", units: [128, 64] },
      training: { ...paperTraining, learningRate: 1e-3, epochs: 100, batchSize: 16 },
    };
  }
  if (isSpeechModel(model)) return { ...which, ...speechConfig(model, corpus, protocol) };
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

/** How pictures of `corpus` are divided unless told otherwise. */
export function usualProtocol({ kind, clips }: Corpus): Protocol {
  return kind === "images" && clips.some(({ part }) => part) ? "official" : "paper";
}

function refuseOtherInput(corpus: Corpus, model: DefaultConfigOptions["model"]): void {
  if (model === undefined) return;
  const fitting = networkKinds.filter((kind) => networkInput({ kind }) === corpus.kind);
  if (fitting.includes(model)) return;
  throw new UserError(
    `Expected a network for ${corpus.title}, one of ${fitting.join(", ")}, but found ${model}`,
  );
}

/**
 * Face networks. MobileNet is trained as paper F says: Adam, ReduceLROnPlateau, EarlyStopping and
 * the augmentation it lists; the numbers, which it leaves open, are usual ones. The better network
 * is trained by what FER2013's literature does (Khaireddin and Chen 2021, arXiv 2105.03588: flips,
 * shifts, turns, a cosine schedule), in so few epochs as two cores take an hour for.
 */
function faceConfig(
  model: DefaultConfigOptions["model"],
): Pick<RunConfig, "features" | "network" | "training" | "augmentation" | "mirrored"> {
  if (model !== "compactResNet") {
    return {
      features: null,
      network: defaultMobileNet,
      training: { ...paperTraining, learningRate: 1e-3, epochs: 10, batchSize: 64 },
      augmentation: { kind: "image", image: paperAugmentation },
    };
  }
  return {
    features: null,
    network: defaultCompactResNet,
    training: {
      ...paperTraining,
      learningRate: 2e-3,
      epochs: 20,
      batchSize: 64,
      earlyStopping: { patience: 20 },
      cosine: { warmUpEpochs: 1 },
      weightDecay: 0.02,
      labelSmoothing: 0.1,
      averaging: 0.998,
    },
    augmentation: {
      kind: "image",
      image: {
        ...noAugmentation,
        flip: true,
        shift: 0.1,
        rotateDegrees: 12,
        zoom: 0.1,
        brightness: 0.1,
        contrast: 0.2,
        erase: { probability: 0.3, largestShare: 0.15 },
      },
    },
    mirrored: true,
  };
}
