/** In: features and some of their rows. Out: mean and standard deviation of each bin. */
import type { FeatureSet } from "./feature_config.ts";
import { speakingFrames } from "./speaking_frames.ts";

/** Of each bin, in the features' unit. */
export interface BinMoments {
  /** [bins]. */
  mean: number[];
  /** Of the population, all positive, [bins]. */
  deviation: number[];
}

/** Deviations below this are taken as 1: a bin that never changes is only centred. */
export const LEAST_DEVIATION = 1e-6;

/**
 * Mean and deviation over the clips `rows` and their frames. Padding does not count, so that a
 * short clip is judged by its sound; see speakingFrames for how it is told.
 */
export function binMoments(features: FeatureSet, rows: readonly number[]): BinMoments {
  const [, , bins] = features.shape;
  const mean = new Float64Array(bins);
  let count = 0;
  eachFrame(features, rows, (start) => {
    count++;
    for (let bin = 0; bin < bins; bin++) mean[bin] += features.data[start + bin];
  });
  for (let bin = 0; bin < bins; bin++) mean[bin] /= count;
  const squares = new Float64Array(bins);
  eachFrame(features, rows, (start) => {
    for (let bin = 0; bin < bins; bin++) {
      squares[bin] += (features.data[start + bin] - mean[bin]) ** 2;
    }
  });
  const deviation = Array.from(squares, (sum) => Math.sqrt(sum / count))
    .map((value) => value < LEAST_DEVIATION ? 1 : value);
  return { mean: Array.from(mean), deviation };
}

function eachFrame(
  { data, shape: [, frames, bins] }: FeatureSet,
  rows: readonly number[],
  take: (start: number) => void,
): void {
  const size = frames * bins;
  for (const row of rows) {
    const [first, end] = speakingFrames(data.subarray(row * size, (row + 1) * size), bins);
    for (let frame = first; frame < end; frame++) take(row * size + frame * bins);
  }
}
