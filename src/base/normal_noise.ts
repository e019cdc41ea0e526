/** In: numbers and a random stream. Out: the same numbers with normal noise on them, quickly. */
import type { Random } from "./random.ts";

/** Four independent bytes, each uniform on 0…255, have a sum of variance 4 (256² - 1) / 12. */
const DEVIATION_OF_FOUR_BYTES = Math.sqrt((256 ** 2 - 1) / 3);
const MEAN_OF_FOUR_BYTES = 510;

/**
 * Adds independent noise of mean 0 and the given standard deviation to each of `values`, in place.
 * For augmentation, where thousands of values a picture are wanted in microseconds: `random` is
 * drawn from once, for the state of a 32-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003),
 * and each value is the sum of its four bytes, near to normal (kurtosis 2.7 instead of 3, nothing
 * beyond 3.45 deviations). Where the tails matter take {@link Random}'s `normal`.
 *
 * @example
 * ```ts
 * addNormalNoise(pixels, 0.02, createRandom(7, "augmentation", picture));
 * ```
 */
export function addNormalNoise(values: Float32Array, deviation: number, random: Random): void {
  const scale = deviation / DEVIATION_OF_FOUR_BYTES;
  let state = random.integer(1, 0x7fffffff) | 0;
  for (let i = 0; i < values.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    values[i] += (sum - MEAN_OF_FOUR_BYTES) * scale;
  }
}
