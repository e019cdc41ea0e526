/** In: equally spaced values of an even sequence. Out: what lies between them. */

/** Values to each side that count. */
export const SINC_DEPTH = 30;

const TURN = Math.PI / (SINC_DEPTH + 1);
const STEPS = Array.from({ length: 2 * SINC_DEPTH }, (_, at) => at + 1 - SINC_DEPTH);
/** cos(a - b) = cos a cos b + sin a sin b saves a cosine for every value. */
const COSINES = Float64Array.from(STEPS, (step) => Math.cos(TURN * step));
const SINES = Float64Array.from(STEPS, (step) => Math.sin(TURN * step));

/**
 * The band-limited value at `place`, which need not be whole, of the even sequence whose values at
 * 0, 1, … are `values` (so that -n has n's): a sinc under a raised cosine over {@link SINC_DEPTH}
 * values to each side. `values` must reach as far beyond `place`.
 *
 * @example
 * ```ts
 * interpolateEven(Float64Array.from({ length: 64 }, (_, n) => Math.cos(n / 5)), 3.5); // cos(0.7)
 * ```
 */
export function interpolateEven(values: Float64Array, place: number): number {
  const whole = Math.floor(place);
  const part = place - whole;
  if (part === 0) return values[whole];
  const cosine = Math.cos(TURN * part);
  const sine = Math.sin(TURN * part);
  let sum = 0;
  // sin(pi (part - step)) is sin(pi part), with a sign that alternates.
  let sign = SINC_DEPTH % 2 === 0 ? -1 : 1;
  for (let at = 0; at < STEPS.length; at++) {
    const step = at + 1 - SINC_DEPTH;
    const window = 1 + cosine * COSINES[at] + sine * SINES[at];
    sum += (sign * values[Math.abs(whole + step)] * window) / (part - step);
    sign = -sign;
  }
  return (sum * Math.sin(Math.PI * part)) / (2 * Math.PI);
}
