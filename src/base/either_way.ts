/** In: a random stream and a largest amount. Out: an amount of either sign, for augmentation. */
import type { Random } from "./random.ts";

/** A number uniform in -most…most; drawn even where `most` is 0. */
export function eitherWay(random: Random, most: number): number {
  return most * (2 * random.uniform() - 1);
}
