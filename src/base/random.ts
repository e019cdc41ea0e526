/**
 * In: a seed and labels. Out: an independent stream of random numbers, the same on every machine.
 * Everything random in Duygu draws from here, so that a seed fixes a result.
 */
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
  /** A stream of its own, fixed by this stream's seed and the labels alone, not by what was drawn. */
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
