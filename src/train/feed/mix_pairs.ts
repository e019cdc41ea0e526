/** Mixup (Zhang et al. 2018, arXiv 1710.09412): each sample is blended with another of its batch. */
import type { Random } from "../../base/random.ts";
import type { Batch } from "./feed.ts";

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
