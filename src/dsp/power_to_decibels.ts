/** In: powers. Out: the same in decibels, with a floor below their peak. */

/** Powers below this, −100 dB, count as silence: librosa's amin of 1e-5 for amplitudes. */
export const LEAST_POWER = 1e-10;

/**
 * Replaces each power p in `values` by 10 log10(max(p, 1e-10)) and raises what lies more than
 * `floorDb` decibels below the largest. Returns the floor in decibels.
 *
 * @example
 * ```ts
 * const values = Float32Array.of(100, 1e-20);
 * powerToDecibels(values, 80); // -60, and values is [20, -60]
 * ```
 */
export function powerToDecibels(values: Float32Array, floorDb: number): number {
  let peak = LEAST_POWER;
  for (let i = 0; i < values.length; i++) if (values[i] > peak) peak = values[i];
  const floor = Math.max(10 * Math.log10(LEAST_POWER), 10 * Math.log10(peak) - floorDb);
  const least = 10 ** (floor / 10);
  for (let i = 0; i < values.length; i++) {
    values[i] = values[i] <= least ? floor : 10 * Math.log10(values[i]);
  }
  return floor;
}
