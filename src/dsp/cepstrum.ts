/** In: mel bands in decibels. Out: mel-frequency cepstral coefficients. */

/**
 * Prepares the first `coefficients` of the orthonormal DCT-II over each frame's `melBins` values, as
 * `librosa.feature.mfcc` (without liftering) takes it. The result maps [frames, melBins] to
 * [frames, coefficients], row-major.
 *
 * @example
 * ```ts
 * const coefficients = createCepstrum(64, 13)(decibels, frames);
 * ```
 */
export function createCepstrum(
  melBins: number,
  coefficients: number,
): (bands: Float32Array, frames: number) => Float32Array {
  const basis = Float64Array.from({ length: coefficients * melBins }, (_, place) => {
    const k = Math.floor(place / melBins);
    const scale = Math.sqrt((k === 0 ? 1 : 2) / melBins);
    return scale * Math.cos((Math.PI * k * (2 * (place % melBins) + 1)) / (2 * melBins));
  });
  return (bands, frames) => {
    const out = new Float32Array(frames * coefficients);
    for (let frame = 0, place = 0; frame < frames; frame++) {
      const from = frame * melBins;
      for (let row = 0; row < basis.length; row += melBins) {
        let sum = 0;
        for (let band = 0; band < melBins; band++) sum += basis[row + band] * bands[from + band];
        out[place++] = sum;
      }
    }
    return out;
  };
}
