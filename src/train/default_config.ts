import { UserError } from "../base/user_error.ts";
import { COMBINATION_SIGN } from "../data/combine_corpora.ts";
import type { Corpus, Protocol } from "../data/corpus.ts";
import { isBuiltIn } from "../data/registry.ts";
import { splitCorpus, splitFolds } from "../data/splits/split_corpus.ts";
import type { EncoderConfig } from "../dsp/encoder/encoder_config.ts";
import type { FeatureConfig, ImportedConfig } from "../dsp/feature_config.ts";
import { modelInput, type ModelName, modelNames, modelRow, usualModel } from "./network_config.ts";
import type { RunConfig } from "./run_config.ts";
import { mixtureWithEncoder } from "./speech_config.ts";

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
  /** A pretrained encoder whose values follow the functionals, see FeatureConfig. */
  encoder?: EncoderConfig;
  /** Features that somebody else computed, instead of functionals. */
  imported?: ImportedConfig;
  /** The functionals of eGeMAPS. */
  egemaps?: true;
  /** SHA-256 over the weights that the network starts from, see RunConfig. */
  pretrained?: string;
}

/**
 * The configuration of `model` on `corpus`, its network in its usual size and its training as the
 * catalogue of networks says (networks.ts); without a model EmotionUnet as published (paper S,
 * table 2), MobileNet for pictures and a small dense network, which is not the paper's, for a table
 * of features. For corpora of one's own, networks that see frames take as many as keep 95 % of the
 * training set's sound (see framesFor); those of the papers have fixed numbers. Throws UserError
 * where the protocol or the model does not fit the corpus.
 *
 * @example
 * ```ts
 * const config = defaultConfig(await requireCorpus("turev"), { seed: 2 });
 * ```
 */
export function defaultConfig(
  corpus: Corpus,
  {
    model,
    protocol = usualProtocol(corpus),
    fold,
    seed = 1,
    encoder,
    imported,
    egemaps,
    pretrained,
  }: DefaultConfigOptions = {},
): RunConfig {
  const chosen = model ??
    (encoder
      ? USUAL_WITH_ENCODER
      : imported
      ? "importedFunctionals"
      : egemaps
      ? "egemapsFunctionals"
      : usualModel(corpus.kind));
  const which = {
    version: 1,
    corpus: corpus.id,
    protocol,
    // Named even where it is the default, so that the config is complete.
    fold: fold || splitFolds(corpus, protocol)[0],
    seed,
  } as const;
  refuseOtherInput(corpus, chosen);
  const { network, training, pretrainedRate } = modelRow(chosen);
  const durations = corpus.kind !== "audio" || corpus.id.split(COMBINATION_SIGN).every(isBuiltIn)
    ? undefined
    : trainingDurations(corpus, which);
  const { features, ...recipe } = training(corpus, protocol, durations);
  if (egemaps && features?.functionals !== "egemaps") {
    throw new UserError(
      `Expected the model egemapsFunctionals beside --features egemaps, but found ${chosen}`,
    );
  }
  const { discriminant } = recipe.training;
  if (encoder && discriminant?.mixture) {
    recipe.training.discriminant = { ...discriminant, mixture: mixtureWithEncoder };
  }
  if (pretrained !== undefined && pretrainedRate !== undefined) {
    recipe.training.learningRate = pretrainedRate;
  }
  return {
    ...which,
    features: withImported(withEncoder(features, encoder, chosen), imported, chosen),
    network: network(corpus.id),
    ...recipe,
    ...pretrained === undefined ? {} : { pretrained },
  };
}

function withImported(
  features: FeatureConfig | null,
  imported: ImportedConfig | undefined,
  model: ModelName,
): FeatureConfig | null {
  const isTaken = features?.functionals === "imported";
  if (isTaken && imported) return { ...features, imported };
  if (!isTaken && !imported) return features;
  throw new UserError(
    `Expected the model importedFunctionals and --features table:CSV beside each other, but found ` +
      `${model} ${imported ? `beside ${imported.name}` : "alone"}`,
  );
}

/**
 * Clips of the average speaker beside a speaker's own: it matters where few are heard. On TurEV-DB
 * 5 clips have 0.58 without, 0.63 with 5 and 0.60 with 20, 50 have 0.74, 0.73 and 0.70.
 */
const SPEAKER_PRIOR = 5;

/** What is trained where an encoder is named but no model. */
export const USUAL_WITH_ENCODER: ModelName = "discriminantFunctionals";

function withEncoder(
  features: FeatureConfig | null,
  encoder: EncoderConfig | undefined,
  model: ModelName,
): FeatureConfig | null {
  if (encoder === undefined) {
    if (features?.functionals !== "encoder") return features;
    throw new UserError(`Expected --features encoder:FILE beside the model ${model}`);
  }
  if (features?.functionals) {
    return {
      ...features,
      ...(features.speakerViews ? { speakerPrior: SPEAKER_PRIOR } : {}),
      ...{ sampleRateHz: encoder.sampleRateHz, encoder },
    };
  }
  const fitting = modelNames.filter((name) =>
    /functionals$/i.test(name) && modelRow(name).source !== "table"
  );
  throw new UserError(
    `Expected a model of functionals beside an encoder, one of ${fitting.join(", ")}, but found ` +
      model,
  );
}

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

function refuseOtherInput(corpus: Corpus, model: ModelName): void {
  const fitting = modelNames.filter((name) => modelInput(name) === corpus.kind);
  if (fitting.includes(model)) return;
  throw new UserError(
    `Expected a network for ${corpus.title}, one of ${fitting.join(", ")}, but found ${model}`,
  );
}
