/** In: a run's configuration and its training part. Out: the network to train and its feed. */
import { spectrogramAxis } from "../dsp/spectrogram_axis.ts";
import type { Network } from "../engine/network.ts";
import type { Examples } from "./examples.ts";
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
  /** Frees network, learner and feed. */
  dispose(): void;
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
    dispose: () => {
      feed.dispose();
      learner.dispose();
    },
  };
}
