/** In: a picture. Out: the same with a rectangle of noise in it. */
import type { Random } from "../base/random.ts";

/** Rectangles cover at least this share of the picture and are at most so long for their width. */
const SMALLEST_SHARE = 0.02;
const LARGEST_ASPECT = 1 / 0.3;

/** A rectangle that does not fit is drawn anew this often; then the picture stays whole. */
const TRIES = 10;

/**
 * Fills a random rectangle of `image` with values uniform in 0…1, in place: random erasing (Zhong,
 * Zheng, Kang, Li and Yang, "Random erasing data augmentation", AAAI 2020, algorithm 1 with the
 * paper's values: area from 0.02, aspect from 0.3 to 1 / 0.3).
 *
 * @param image [size, size]
 * @param largestShare of the picture's area, 0…1
 */
export function eraseRectangle(
  image: Float32Array,
  size: number,
  largestShare: number,
  random: Random,
): void {
  const smallest = Math.min(SMALLEST_SHARE, largestShare);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = size * size * (smallest + (largestShare - smallest) * random.uniform());
    const aspect = 1 / LARGEST_ASPECT + (LARGEST_ASPECT - 1 / LARGEST_ASPECT) * random.uniform();
    const height = Math.round(Math.sqrt(area * aspect));
    const width = Math.round(Math.sqrt(area / aspect));
    if (height > size || width > size) continue;
    const top = random.integer(0, size - height);
    const left = random.integer(0, size - width);
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) image[y * size + x] = random.uniform();
    }
    return;
  }
}
