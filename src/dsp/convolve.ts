/** In: two signals. Out: their convolution. */
import FFT from "fft.js";

/**
 * (a * b)[n] = Σ_m a[m] b[n - m], [a.length + b.length - 1], by one FFT: as
 * scipy.signal.fftconvolve has it. Both go through one complex transform, as its real and its
 * imaginary input. Empty where one of them is.
 *
 * @example
 * ```ts
 * const inTheRoom = convolve(samples, response).subarray(0, samples.length);
 * ```
 */
export function convolve(a: Float32Array, b: Float32Array): Float32Array {
  if (a.length === 0 || b.length === 0) return new Float32Array(0);
  const length = a.length + b.length - 1;
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(length)));
  const fft = new FFT(size);
  const packed = new Float64Array(2 * size);
  for (let n = 0; n < a.length; n++) packed[2 * n] = a[n];
  for (let n = 0; n < b.length; n++) packed[2 * n + 1] = b[n];
  const spectrum = new Float64Array(2 * size);
  fft.transform(spectrum, packed);
  // For z = a + ib: z * z = a * a - b * b + 2i a * b, so that half of its imaginary part is wanted.
  for (let k = 0; k < 2 * size; k += 2) {
    const real = spectrum[k], imaginary = spectrum[k + 1];
    spectrum[k] = real * real - imaginary * imaginary;
    spectrum[k + 1] = 2 * real * imaginary;
  }
  fft.inverseTransform(packed, spectrum);
  return Float32Array.from({ length }, (_, n) => packed[2 * n + 1] / 2);
}
