/** In: samples and where two frames lie. Out: the autocorrelations of both, by one FFT each way. */
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

/** From Z = A + iB of two real frames: |A|² + i |B|², with 2 A = Z[k] + Z*[-k], 2i B = Z[k] - Z*[-k]. */
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
