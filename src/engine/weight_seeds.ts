/** In: a network's seed and name. Out: seeds for its initialisers. */
import { createRandom } from "../base/random.ts";

/** A function that gives the seed of the next initialiser, above 0 and below 2^31. */
export function weightSeeds(seed: number, network: string): () => number {
  const random = createRandom(seed, network);
  return () => random.integer(1, 2 ** 31 - 1);
}
