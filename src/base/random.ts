/** Everything random in Duygu draws from here, so that a seed fixes a result. */
import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers. */
export interface Random {
  /** A number in [0, 1). */
  uniform(): number;
  /** A whole number in [low, high], both ends included. */
  integer(low: number, high: number): number;
  /** A number from the standard normal distribution. */
  normal(): number;
  /** A new array with the same items in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T;
  /**
   * A stream of its own, fixed by this stream's seed and the labels alone, not by what was drawn.
   */
  split(...labels: (string | number)[]): Random;
}

/**
 * A random stream fixed by `seed` and `labels`; other labels give an independent stream.
 *
 * @example
 * ```ts
 * const order = createRandom(7, "shuffle", epoch).shuffle(clipIds);
 * ```
 */
export function createRandom(seed: number, ...labels: (string | number)[]): Random {
  const key = JSON.stringify([seed, ...labels]);
  const digest = createHash("sha256").update(key).digest();
  const generator = xoroshiro128plusFromState(
    [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)),
  );
  const uniform = () => uniformFloat64(generator);
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    uniform,
    integer,
    // Box and Muller; 1 - u lies in (0, 1], where the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    },
    pick: (items) => items[integer(0, items.length - 1)],
    split: (...more) => createRandom(seed, ...labels, ...more),
  };
}

/** A number uniform in -most…most; drawn even where `most` is 0. */
export function symmetricUniform(random: Random, most: number): number {
  return most * (2 * random.uniform() - 1);
}

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
