/** What a training step is fed with: an epoch's batches in order, each made ready ahead of time. */

/** The input of one training step. */
export interface Batch {
  /** How many samples. */
  count: number;
  /** [count, ...sampleShape], row-major. */
  samples: Float32Array<ArrayBuffer>;
  /** [count, class]: each row sums to 1. */
  targets: Float32Array<ArrayBuffer>;
}

/** Batches of a training part. */
export interface Feed {
  /** Steps in an epoch. */
  steps: number;
  /** Such as [time, freq]. */
  sampleShape: readonly number[];
  /** How many; labels are below it. */
  classes: number;
  /** The batches of `epoch` (from 1): the same ones each time, however they are computed. */
  epoch(epoch: number): AsyncIterable<Batch>;
  /** Frees what the feed holds; it gives no batches after that. */
  dispose(): void;
}
