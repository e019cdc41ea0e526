/** In: a random stream. Out: a smooth random curve over frequency. */
import type { Random } from "../../base/random.ts";

/** Half periods of the fastest cosine over the whole range. */
const COSINES = 4;

/** Draws a curve into `out` [bins]; valid for any number of calls. */
export type EqualiserCurve = (random: Random, out: Float32Array) => void;

/**
 * Prepares curves Σ_k n_k cos(π k (b + ½) / bins) / k for k = 1…4, with n_k normal: slow cosines
 * are the strongest, so that a curve is mostly a tilt with a bump or two, as voices, rooms and
 * microphones differ. The mean over the bins is zero, the standard deviation over curves and bins
 * `deviation`.
 */
export function createEqualiserCurve(bins: number, deviation: number): EqualiserCurve {
  const orders = Array.from({ length: COSINES }, (_, k) => k + 1);
  // A cosine's mean square is ½.
  const power = orders.reduce((sum, k) => sum + 1 / (2 * k * k), 0);
  const shapes = orders.map((k) =>
    Float32Array.from(
      { length: bins },
      (_, bin) => (deviation / Math.sqrt(power) / k) * Math.cos((Math.PI * k * (bin + 0.5)) / bins),
    )
  );
  return (random, out) => {
    out.fill(0);
    for (const shape of shapes) {
      const strength = random.normal();
      for (let bin = 0; bin < bins; bin++) out[bin] += strength * shape[bin];
    }
  };
}
