/** In: a spectrogram. Out: the same with a band of time or frequency masked. */
import type { Random } from "../../base/random.ts";

/**
 * Masks a stretch of frames, in place: its length is uniform in 0…`mostFrames`, its place uniform
 * (Park et al., "SpecAugment", Interspeech 2019, section 2). A mask is never longer than the
 * spectrogram.
 *
 * @param values [frames, bins], row-major
 * @param fill what takes the place of the values; the paper's is their mean
 */
export function maskTime(
  values: Float32Array,
  bins: number,
  mostFrames: number,
  fill: number,
  random: Random,
): void {
  const frames = values.length / bins;
  const length = random.integer(0, Math.min(mostFrames, frames));
  const start = random.integer(0, frames - length);
  values.fill(fill, start * bins, (start + length) * bins);
}

/**
 * Masks a band of bins in all frames, as {@link maskTime} does a stretch of frames; only the first
 * `maskable` of the `bins` may be masked.
 */
export function maskFrequency(
  values: Float32Array,
  bins: number,
  mostBins: number,
  fill: number,
  random: Random,
  maskable = bins,
): void {
  const length = random.integer(0, Math.min(mostBins, maskable));
  const start = random.integer(0, maskable - length);
  for (let row = 0; row < values.length; row += bins) {
    values.fill(fill, row + start, row + start + length);
  }
}
