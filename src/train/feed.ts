/** What a training step is fed with: an epoch's batches in order, each made ready ahead of time. */
import { createRandom } from "../base/random.ts";
import { workerThread } from "../base/worker_thread.ts";
import type { SpectrogramAxis } from "../dsp/augment/spectrogram.ts";
import type { Examples } from "./examples.ts";
import type { FeedWorkerSetup } from "./feed_worker.ts";
import {
  type BatchPlace,
  type BatchSettings,
  createSampleMaker,
  makeBatch,
  type SampleSource,
} from "./make_batch.ts";
import type { Augmentation } from "./run_config.ts";
import type { TrainingConfig } from "./schedule.ts";

/** The input of one training step. */
export interface Batch {
  /** How many samples. */
  count: number;
  /** [count, ...sampleShape], row-major. */
  samples: Float32Array<ArrayBuffer>;
  /** [count, class]: each row sums to 1. */
  targets: Float32Array<ArrayBuffer>;
}

/** Batches of a training set. */
export interface Feed {
  /** Steps in an epoch; the last may have a smaller batch. */
  steps: number;
  /** Samples in an epoch. */
  rows: number;
  /** Samples of a whole batch. */
  batchSize: number;
  /** Such as [time, freq]. */
  sampleShape: readonly number[];
  /** How many; labels are below it. */
  classes: number;
  /** The batches of `epoch` (from 1): the same ones each time, however they are computed. */
  epoch(epoch: number): AsyncIterable<Batch>;
  /** Frees what the feed holds; it gives no batches after that. */
  dispose(): void;
}

/** How a training set is fed. */
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
  const { labels, targets, sampleShape } = train;
  const settings: BatchSettings = {
    seed,
    labels,
    targets,
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
    rows: labels.length,
    batchSize: config.batchSize,
    sampleShape,
    classes,
    epoch: (epoch) => inOrder(placesOf(epoch), maker.make),
    dispose: maker.dispose,
  };
}

/** Makes batches somewhere. */
interface BatchMaker {
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

/** How an epoch's batches are drawn. */
interface BatchOptions {
  batchSize: number;
  /** True draws every class equally often, with replacement within a class where it is small. */
  balanced: boolean;
  seed: number;
  /** From 1; another epoch is shuffled otherwise. */
  epoch: number;
}

/** Row numbers for each step of an epoch; the last batch may be smaller. */
export function epochBatches(labels: readonly number[], options: BatchOptions): number[][] {
  const random = createRandom(options.seed, "batches", options.epoch);
  const order = options.balanced
    ? balancedOrder(labels, options)
    : random.shuffle(labels.map((_, row) => row));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += options.batchSize) {
    batches.push(order.slice(start, start + options.batchSize));
  }
  return batches;
}

/** As many rows as there are, the classes by turns, each class in its own random order. */
function balancedOrder(labels: readonly number[], { seed, epoch }: BatchOptions): number[] {
  const random = createRandom(seed, "balanced batches", epoch);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const queues = new Map(classes.map((label) => [label, [] as number[]]));
  const rowsOf = new Map(
    classes.map((label) => [label, labels.flatMap((own, row) => own === label ? [row] : [])]),
  );
  const order: number[] = [];
  while (order.length < labels.length) {
    for (const label of random.shuffle(classes)) {
      let queue = queues.get(label)!;
      if (queue.length === 0) {
        queue = random.shuffle(rowsOf.get(label)!);
        queues.set(label, queue);
      }
      order.push(queue.pop()!);
    }
  }
  return order.slice(0, labels.length);
}

/** Starts `count` threads, which take batches in turn; samples are shared with them, not copied. */
export function startFeedWorkers(setup: FeedWorkerSetup, count: number): BatchMaker {
  const shared = { ...setup, source: { ...setup.source, data: shareArray(setup.source.data) } };
  const threads = Array.from({ length: count }, () =>
    workerThread<BatchPlace, Batch>(
      new Worker(import.meta.resolve("./feed_worker.ts"), { type: "module" }),
      shared,
      "A batch could not be made",
    ));
  let next = 0;
  return {
    make: (place) => threads[next++ % count].ask(place),
    dispose: () => threads.forEach((thread) => thread.close()),
  };
}

/** `data` itself where its memory is shared already, else a copy in shared memory. */
function shareArray<T extends Float32Array | Uint8Array>(data: T): T {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const copy = data instanceof Float32Array
    ? new Float32Array(new SharedArrayBuffer(data.byteLength))
    : new Uint8Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy as T;
}

/**
 * The batches in groups of `size` and, where too few are left for a group or a batch is smaller
 * than the one before, by themselves.
 */
export async function* inGroups(
  batches: AsyncIterable<Batch>,
  size: number,
): AsyncGenerator<Batch[]> {
  let group: Batch[] = [];
  const alone = function* () {
    for (const batch of group) yield [batch];
    group = [];
  };
  for await (const batch of batches) {
    if (group.length > 0 && group[0].count !== batch.count) yield* alone();
    group.push(batch);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  yield* alone();
}
