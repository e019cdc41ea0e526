/** In: powers. Out: the same in decibels, with a floor below their peak. */

/** Powers below this, −100 dB, count as silence: librosa's amin of 1e-5 for amplitudes. */
const LEAST_POWER = 1e-10;

/**
 * Replaces each power p in `values`, finite and not negative, by 10 log10(max(p, 1e-10)) and raises
 * what lies more than `floorDb` decibels below the largest. Returns the floor in decibels.
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
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = values[i] <= least ? floor : decibelsOfBits(bits[i]);
  }
  return floor;
}

// A float32 is m · 2^e with 1 <= m < 2. The first 11 bits of m are looked up; for the other 12 two
// terms of the logarithm's series leave an error below 2e-10 dB. Math.log10 takes five times as long.
const TABLE_BITS = 11;
const REST_BITS = 23 - TABLE_BITS;
const DECIBELS_A_DOUBLING = 10 * Math.log10(2);
const DECIBELS_A_NEPER = 10 / Math.LN10;
const MANTISSA_DECIBELS = Float64Array.from(
  { length: 2 ** TABLE_BITS },
  (_, i) => 10 * Math.log10(1 + i / 2 ** TABLE_BITS),
);
/** What one unit of the last place of m changes, relative to the looked-up part of it. */
const RELATIVE_UNIT = Float64Array.from(
  { length: 2 ** TABLE_BITS },
  (_, i) => 2 ** -23 / (1 + i / 2 ** TABLE_BITS),
);

/** 10 log10 of the positive normal float32 with these bits. */
function decibelsOfBits(bits: number): number {
  const exponent = (bits >> 23) - 127;
  const index = (bits >> REST_BITS) & (2 ** TABLE_BITS - 1);
  const rest = (bits & (2 ** REST_BITS - 1)) * RELATIVE_UNIT[index];
  return exponent * DECIBELS_A_DOUBLING + MANTISSA_DECIBELS[index] +
    DECIBELS_A_NEPER * (rest - 0.5 * rest * rest);
}
