/** In: a training part and how it is to be varied. Out: the feed of its batches. */
import { epochBatches } from "../batches.ts";
import type { SpectrogramAxis } from "../../dsp/augment/spectrogram.ts";
import type { Examples } from "../examples.ts";
import type { Augmentation } from "../augmentation.ts";
import type { TrainingConfig } from "../training_config.ts";
import type { Batch, Feed } from "./feed.ts";
import { type BatchPlace, type BatchSettings, makeBatch } from "./make_batch.ts";
import { createSampleMaker, type SampleSource } from "./sample_maker.ts";
import { startFeedWorkers } from "./start_feed_workers.ts";

/** How a training part is fed. */
export interface FeedOptions {
  config: Pick<TrainingConfig, "batchSize" | "balanced" | "labelSmoothing" | "mixup">;
  classes: number;
  seed: number;
  augmentation?: Augmentation;
  /** What a spectrogram's columns stand for. */
  axis?: SpectrogramAxis;
  /** Threads that make batches while a step computes; 1 by default where there is work for one. */
  workers?: number;
}

/** Batches that are ready, or being made, beyond the one that a step computes with. */
const AHEAD = 3;

/**
 * Opens the feed of `train`. Augmented batches are made by threads while the step before them
 * computes; the same seed gives the same batches whatever the number of threads. The caller
 * disposes it.
 *
 * @example
 * ```ts
 * const feed = openFeed(train, { config: training, classes: 7, seed: 1, augmentation });
 * for await (const batch of feed.epoch(1)) await learner.trainStep(batch, rate);
 * ```
 */
export function openFeed(train: Examples, options: FeedOptions): Feed {
  const { config, classes, seed, augmentation, axis } = options;
  const { labels, sampleShape } = train;
  const settings: BatchSettings = {
    seed,
    labels,
    classes,
    sampleSize: sampleShape.reduce((product, length) => product * length, 1),
    labelSmoothing: config.labelSmoothing ?? 0,
    mixup: config.mixup ?? 0,
  };
  const source: SampleSource = { data: train.data, sampleShape, augmentation, axis };
  const threads = options.workers ?? (augmentation ? 1 : 0);
  const maker = threads > 0
    ? startFeedWorkers({ source, settings }, threads)
    : makeHere(source, settings);
  const placesOf = (epoch: number): BatchPlace[] =>
    epochBatches(labels, { ...config, seed, epoch }).map((rows, step) => ({ epoch, step, rows }));
  return {
    steps: Math.ceil(labels.length / config.batchSize),
    sampleShape,
    classes,
    epoch: (epoch) => inOrder(placesOf(epoch), maker.make),
    dispose: maker.dispose,
  };
}

/** Makes batches somewhere. */
export interface BatchMaker {
  make(place: BatchPlace): Promise<Batch>;
  dispose(): void;
}

function makeHere(source: SampleSource, settings: BatchSettings): BatchMaker {
  const makeSample = createSampleMaker(source);
  return {
    make: (place) => Promise.resolve(makeBatch(place, settings, makeSample)),
    dispose: () => {},
  };
}

async function* inOrder(
  places: BatchPlace[],
  make: (place: BatchPlace) => Promise<Batch>,
): AsyncGenerator<Batch> {
  const begun: Promise<Batch>[] = [];
  for (const place of places) {
    const batch = make(place);
    batch.catch(() => {}); // Thrown where it is awaited.
    begun.push(batch);
    if (begun.length > AHEAD) yield await begun.shift()!;
  }
  for (const batch of begun) yield await batch;
}
