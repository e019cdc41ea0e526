/** In: rows of a training part. Out: the batch of them, varied and mixed as configured. */
import { createRandom, type Random } from "../../base/random.ts";
import type { Batch } from "./feed.ts";
import { mixPairs } from "./mix_pairs.ts";
import type { SampleMaker } from "./sample_maker.ts";

/** What all batches of a feed share; threads can be sent it. */
export interface BatchSettings {
  seed: number;
  /** Class numbers of all rows. */
  labels: readonly number[];
  classes: number;
  sampleSize: number;
  labelSmoothing: number;
  /** Beta's parameter; 0 mixes nothing. */
  mixup: number;
}

/** Which batch. */
export interface BatchPlace {
  epoch: number;
  step: number;
  rows: readonly number[];
}

/** The same place gives the same batch in every thread. */
export function makeBatch(
  { epoch, step, rows }: BatchPlace,
  settings: BatchSettings,
  makeSample: SampleMaker,
): Batch {
  const { seed, sampleSize } = settings;
  const random: Random = createRandom(seed, "batch", epoch, step);
  const samples = new Float32Array(rows.length * sampleSize);
  rows.forEach((row, place) =>
    makeSample(row, random, samples.subarray(place * sampleSize, (place + 1) * sampleSize))
  );
  const batch = { count: rows.length, samples, targets: targetsOf(rows, settings) };
  if (settings.mixup > 0) mixPairs(batch, settings.mixup, random);
  return batch;
}

function targetsOf(
  rows: readonly number[],
  { labels, classes, labelSmoothing }: BatchSettings,
): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(rows.length * classes).fill(labelSmoothing / classes);
  rows.forEach((row, place) => targets[place * classes + labels[row]] += 1 - labelSmoothing);
  return targets;
}
