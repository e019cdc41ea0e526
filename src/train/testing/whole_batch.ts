/** In: examples. Out: one batch of them for tests. */
import type { Examples } from "../examples.ts";
import type { Batch } from "../feed.ts";
import { createSampleMaker, makeBatch } from "../make_batch.ts";

/** The given rows (all by default), neither varied nor mixed. */
export function wholeBatch(
  examples: Examples,
  classes: number,
  rows: readonly number[] = examples.labels.map((_, row) => row),
): Batch {
  const { labels, sampleShape } = examples;
  const sampleSize = sampleShape.reduce((product, length) => product * length, 1);
  return makeBatch(
    { epoch: 1, step: 0, rows },
    { seed: 1, labels, classes, sampleSize, labelSmoothing: 0, mixup: 0 },
    createSampleMaker(examples),
  );
}
