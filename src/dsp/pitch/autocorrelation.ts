import FFT from "fft.js";

/**
 * Prepares r[τ] = Σ_n x[n] x[n+τ] within frames of `frameSamples`, right for τ up to `longestLag`.
 * The function takes the starts of two frames, which must lie within the samples, and returns
 * [lag, 2], the first frame's in even and the second's in odd places, valid until the next call.
 *
 * @example
 * ```ts
 * const correlations = createPairCorrelation(1024, 267)(samples, 0, 160);
 * ```
 */
export function createPairCorrelation(
  frameSamples: number,
  longestLag: number,
): (samples: Float32Array, first: number, second: number) => Float64Array {
  // Long enough that no lag up to the longest wraps around.
  const size = 2 ** Math.ceil(Math.log2(frameSamples + longestLag));
  const fft = new FFT(size);
  const packed = new Float64Array(2 * size);
  const spectrum = new Float64Array(2 * size);
  const correlations = new Float64Array(2 * size);
  return (samples, first, second) => {
    for (let n = 0; n < frameSamples; n++) {
      packed[2 * n] = samples[first + n];
      packed[2 * n + 1] = samples[second + n];
    }
    packed.fill(0, 2 * frameSamples);
    fft.transform(spectrum, packed);
    takePowers(spectrum, packed);
    // Powers are even and real, and so is what they come from: the two stay apart.
    fft.inverseTransform(correlations, packed);
    return correlations;
  };
}

/**
 * From Z = A + iB of two real frames: |A|² + i |B|², with 2 A = Z[k] + Z*[-k], 2i B = Z[k] -
 * Z*[-k].
 */
function takePowers(spectrum: Float64Array, powers: Float64Array): void {
  const length = spectrum.length;
  for (let k = 0; k < length; k += 2) {
    const mirror = (length - k) % length;
    const real = spectrum[k], imaginary = spectrum[k + 1];
    const mirroredReal = spectrum[mirror], mirroredImaginary = spectrum[mirror + 1];
    powers[k] = ((real + mirroredReal) ** 2 + (imaginary - mirroredImaginary) ** 2) / 4;
    powers[k + 1] = ((imaginary + mirroredImaginary) ** 2 + (mirroredReal - real) ** 2) / 4;
  }
}

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
