/** In: a window's name and length. Out: its coefficients. */
import type { FeatureConfig } from "./feature_config.ts";

/** Coefficients of the cosine sums, as scipy.signal.windows has them. */
const COSINE_SUMS = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  rectangular: [1],
};

/**
 * A window of `length` samples, periodic (period = length, as librosa and scipy's `fftbins=True`
 * take it for spectra, not the symmetric form for filter design). [length], unitless, peak 1.
 *
 * @example
 * ```ts
 * createWindow("hann", 4); // [0, 0.5, 1, 0.5]
 * ```
 */
export function createWindow(name: FeatureConfig["window"], length: number): Float64Array {
  const terms = COSINE_SUMS[name];
  return Float64Array.from({ length }, (_, n) => {
    const angle = (2 * Math.PI * n) / length;
    return terms.reduce((sum, a, k) => sum + (k % 2 ? -a : a) * Math.cos(k * angle), 0);
  });
}
