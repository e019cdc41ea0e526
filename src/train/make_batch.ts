import { createRandom, type Random } from "../base/random.ts";
import { createSpectrogramAugmenter, type SpectrogramAxis } from "../dsp/augment/spectrogram.ts";
import { createImageAugmenter } from "../facecnn/augment_image.ts";
import type { Batch } from "./feed.ts";
import type { Augmentation } from "./run_config.ts";

/** What all batches of a feed share; threads can be sent it. */
export interface BatchSettings {
  seed: number;
  /** Class numbers of all rows. */
  labels: readonly number[];
  /** Instead of the labels, [row, class]; see Examples. */
  targets?: Float32Array;
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
  { labels, targets: known, classes, labelSmoothing }: BatchSettings,
): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(rows.length * classes).fill(labelSmoothing / classes);
  rows.forEach((row, place) => {
    if (known === undefined) targets[place * classes + labels[row]] += 1 - labelSmoothing;
    else {
      for (let at = 0; at < classes; at++) {
        targets[place * classes + at] += (1 - labelSmoothing) * known[row * classes + at];
      }
    }
  });
  return targets;
}

/** Samples as they are stored, and how they are varied. */
export interface SampleSource {
  /** [row, ...sampleShape]; whole numbers mean 255ths. */
  data: Float32Array | Uint8Array;
  sampleShape: readonly number[];
  /** Undefined leaves the samples as they are. */
  augmentation?: Augmentation;
  /** What a spectrogram's columns stand for; those of a STFT where it is left out. */
  axis?: SpectrogramAxis;
}

/** Writes the sample of `row` to `out`; what is random in it comes from `random`. */
export type SampleMaker = (row: number, random: Random, out: Float32Array) => void;

/** Throws where the augmentation is for another kind of samples. */
export function createSampleMaker(source: SampleSource): SampleMaker {
  const { data, sampleShape, augmentation, axis } = source;
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const stored = (row: number) => data.subarray(row * size, (row + 1) * size);
  if (augmentation === undefined) {
    return (row, _random, out) => {
      out.set(stored(row));
      if (data instanceof Uint8Array) { for (let at = 0; at < size; at++) out[at] /= 255; }
    };
  }
  const [first, second] = sampleShape;
  if (augmentation.kind === "image") {
    if (!(data instanceof Uint8Array)) throw new Error("Expected images to augment");
    const augment = createImageAugmenter(first, augmentation.image);
    return (row, random, out) => augment(stored(row) as Uint8Array, random, out);
  }
  if (data instanceof Uint8Array) throw new Error("Expected spectrograms to augment");
  const augment = createSpectrogramAugmenter(first, second, augmentation.spectrogram, axis);
  return (row, random, out) => augment(stored(row) as Float32Array, random, out);
}

// Mixup (Zhang et al. 2018, arXiv 1710.09412): each sample is blended with another of its batch.

/**
 * Replaces each sample x_i and target by s x_i + (1 - s) x_j with j of a random order and one share
 * s from Beta(alpha, alpha) for the batch; the larger share stays with x_i.
 */
export function mixPairs({ count, samples, targets }: Batch, alpha: number, random: Random): void {
  const drawn = drawBeta(alpha, random);
  const share = Math.max(drawn, 1 - drawn);
  const partners = random.shuffle(Array.from({ length: count }, (_, place) => place));
  for (const values of [samples, targets]) {
    const width = values.length / count;
    const old = values.slice();
    partners.forEach((partner, place) => {
      for (let at = 0; at < width; at++) {
        values[place * width + at] = share * old[place * width + at] +
          (1 - share) * old[partner * width + at];
      }
    });
  }
}

/** One draw from Beta(alpha, alpha), as a ratio of two draws from the gamma distribution. */
function drawBeta(alpha: number, random: Random): number {
  const first = drawGamma(alpha, random);
  const sum = first + drawGamma(alpha, random);
  // Both can underflow for a small alpha, whose draws lie near 0 or 1.
  return sum > 0 ? first / sum : random.integer(0, 1);
}

/** Marsaglia and Tsang 2000; below 1 by their remark on page 371. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * random.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    const u = 1 - random.uniform();
    if (v > 0 && Math.log(u) < x * x / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
