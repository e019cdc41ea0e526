/** In: a run's configuration and its training part. Out: the network to train and its feed. */
import { combinedGroups } from "../dsp/functionals.ts";
import { defaultMelBins, type FeatureConfig } from "../dsp/feature_config.ts";
import { featureBins, spectrogramAxis } from "../dsp/feature_extractor.ts";
import type { Network } from "../engine/layers.ts";
import { type DiscriminantConfig, setDiscriminant } from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import { fitSpeakerMixture, type SpeakerMixture } from "./speaker_mixture.ts";
import type { Feed } from "./feed/feed.ts";
import { openFeed } from "./feed/open_feed.ts";
import { createLearner, type Learner } from "./learner.ts";
import { buildNetwork } from "./network_config.ts";
import { type RunConfig, weightsSeedOf } from "./run_config.ts";

/** All that {@link fit} trains. */
export interface Training {
  /** Built and initialised; its weights change in place. */
  network: Network;
  /** One step of training. */
  learner: Learner;
  /** The training part's batches. */
  feed: Feed;
  /** Where weights come in closed form. */
  closedForm?: ClosedForm;
  /** Frees network, learner and feed. */
  dispose(): void;
}

/** Weights from all examples at once. */
export interface ClosedForm {
  /** The training part. */
  train: Examples;
  /** Sets the network's weights by it. */
  solve(): void;
  /** The mixture of the same clips; undefined where the configuration has none. */
  mixture(): SpeakerMixture | undefined;
}

/** Builds what `config` describes; the caller disposes it. */
export function createTraining(config: RunConfig, train: Examples, classes: number): Training {
  const { training, augmentation, mirrored } = config;
  const seed = weightsSeedOf(config);
  const network = buildNetwork(config.network, train.sampleShape, classes, seed);
  const learner = createLearner(network, { ...training, mirrored });
  const axis = config.features ? spectrogramAxis(config.features) : undefined;
  const feed = openFeed(train, { config: training, classes, seed, augmentation, axis });
  return {
    network,
    learner,
    feed,
    ...(training.discriminant
      ? {
        closedForm: closedFormOf(network, training.discriminant, config.features, {
          train,
          classes,
        }),
      }
      : {}),
    dispose: () => {
      feed.dispose();
      learner.dispose();
    },
  };
}

function closedFormOf(
  network: Network,
  config: DiscriminantConfig,
  features: FeatureConfig | null,
  { train, classes }: { train: Examples; classes: number },
): ClosedForm {
  const groups = features?.functionals === "combined"
    ? combinedGroups(features.melBins ?? defaultMelBins)
    : undefined;
  const options = { classes, config, groups, views: features?.speakerViews };
  const { mixture } = config;
  const columns = features ? Array.from({ length: featureBins(features) }, (_, at) => at) : [];
  return {
    train,
    solve: () => setDiscriminant(network, train, options),
    mixture: () => mixture && fitSpeakerMixture(train, { classes, columns, config: mixture }),
  };
}
