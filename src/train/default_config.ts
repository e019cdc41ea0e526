import { UserError } from "../base/user_error.ts";
import { COMBINATION_SIGN } from "../data/combine_corpora.ts";
import type { Corpus, Protocol } from "../data/corpus.ts";
import { isBuiltIn } from "../data/registry.ts";
import { splitCorpus, splitFolds } from "../data/splits/split_corpus.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { noAugmentation, paperAugmentation } from "../facecnn/augment_image.ts";
import {
  type CompactResNetConfig,
  defaultCompactResNet,
  wideCompactResNet,
} from "../facecnn/compact_res_net.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import {
  type PublishedConfiguration,
  publishedConfigurations,
} from "../unet/published_configurations.ts";
import {
  modelInput,
  type ModelName,
  modelNames,
  publishedEmotionUnet,
  usualDenseFeatures,
} from "./network_config.ts";
import type { RunConfig } from "./run_config.ts";
import { paperTraining } from "./schedule.ts";
import { framesFor } from "./sound_length.ts";
import { isSpeechModel, speechConfig } from "./speech_config.ts";

/** Which run of the corpus. */
export interface DefaultConfigOptions {
  /** Another network than the published one. */
  model?: ModelName;
  /** "official" for pictures whose corpus has such parts, "paper" for all else. */
  protocol?: RunConfig["protocol"];
  /** What is held out, one of the protocol's folds; the first one by default. */
  fold?: string;
  /** 1 by default. */
  seed?: number;
}

/**
 * The published configuration of `corpus` (paper S, table 2), that of TurEV-DB for a corpus that
 * the paper lacks; that of {@link speechConfig} for a small speech network, that of
 * {@link faceConfig} for pictures; for a table of features a small dense network, which is not the
 * paper's. For corpora of one's own, networks that see frames take as many as keep 95 % of the
 * training set's sound (see framesFor); those of the papers have fixed numbers.
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
      network: usualDenseFeatures,
      training: { ...paperTraining, learningRate: 1e-3, epochs: 100, batchSize: 16 },
    };
  }
  const lengths = corpus.id.split(COMBINATION_SIGN).every(isBuiltIn)
    ? undefined
    : trainingDurations(corpus, which);
  if (isSpeechModel(model)) return { ...which, ...speechConfig(model, corpus, protocol, lengths) };
  const published: Record<string, PublishedConfiguration> = publishedConfigurations;
  const { learningRate, epochs, batchSize } = published[corpus.id] ??
    publishedConfigurations.turev;
  return {
    ...which,
    features: {
      ...defaultFeatures,
      ...(lengths ? { frames: framesFor(lengths, defaultFeatures, OWN_FRAMES) } : {}),
    },
    network: publishedEmotionUnet(corpus.id),
    training: { ...paperTraining, learningRate, epochs, batchSize },
  };
}

/**
 * Of EmotionUnet on corpora of one's own. Its dense layer has weights for every frame: at 512,
 * which hold 5.1 s, 100 million. The papers' corpora keep the 128 that were chosen for them.
 */
const OWN_FRAMES = { step: 32, most: 512 };

/** Seconds of the training set's clips. */
function trainingDurations(
  corpus: Corpus,
  which: Pick<RunConfig, "protocol" | "fold" | "seed">,
): number[] {
  const trained = new Set(splitCorpus(corpus, which).train);
  return corpus.clips.filter(({ id }) => trained.has(id)).map(({ durationS }) => durationS);
}

/** How pictures of `corpus` are divided by default. */
export function usualProtocol({ kind, clips }: Corpus): Protocol {
  return kind === "images" && clips.some(({ part }) => part) ? "official" : "paper";
}

function refuseOtherInput(corpus: Corpus, model: DefaultConfigOptions["model"]): void {
  if (model === undefined) return;
  const fitting = modelNames.filter((name) => modelInput(name) === corpus.kind);
  if (fitting.includes(model)) return;
  throw new UserError(
    `Expected a network for ${corpus.title}, one of ${fitting.join(", ")}, but found ${model}`,
  );
}

/** All that a configuration says beside which data are trained on. */
type FaceConfig = Pick<
  RunConfig,
  "features" | "network" | "training" | "augmentation" | "mirrored" | "shifted"
>;

/**
 * The configuration of `model`; MobileNet for none. MobileNet is trained as paper F says: Adam,
 * ReduceLROnPlateau, EarlyStopping and the augmentation it lists; the numbers, which it leaves
 * open, are usual ones. The residual networks are trained by what FER2013's literature does
 * (Khaireddin and Chen 2021, arXiv 2105.03588: flips, shifts, turns, a cosine schedule, ten crops
 * of each tested picture; two pixels were best for them on the validation set), the small one in
 * about ten minutes of two cores, the wide one in half an hour.
 */
function faceConfig(model?: ModelName): FaceConfig {
  switch (model) {
    case "compactResNet":
      return residualConfig(defaultCompactResNet, { epochs: 20, precision: "float32" });
    case "compactResNetWide":
      return residualConfig(wideCompactResNet, { epochs: 30, precision: "bfloat16" });
    default:
      return {
        features: null,
        network: defaultMobileNet,
        training: {
          ...paperTraining,
          ...{ learningRate: 1e-3, epochs: 15, batchSize: 64 },
          // Early on, one step's weights and running statistics predict far worse than they train.
          averaging: 0.998,
        },
        augmentation: { kind: "image", image: paperAugmentation },
      };
  }
}

function residualConfig(
  network: CompactResNetConfig,
  { epochs, precision }: Pick<RunConfig["training"], "epochs" | "precision">,
): FaceConfig {
  return {
    features: null,
    network,
    training: {
      ...paperTraining,
      learningRate: 2e-3,
      epochs,
      batchSize: 64,
      earlyStopping: { patience: 20 },
      cosine: { warmUpEpochs: 1 },
      weightDecay: 0.02,
      labelSmoothing: 0.1,
      averaging: 0.998,
      precision,
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
    shifted: 2,
  };
}
