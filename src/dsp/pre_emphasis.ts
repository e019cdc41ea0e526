/** In: samples. Out: the same with high frequencies raised. */

/**
 * y[n] = x[n] - coefficient * x[n-1], and y[0] = 3 x[0] - x[1], as `librosa.effects.preemphasis`
 * starts. A voice's spectrum falls by about 6 dB an octave; a coefficient of 0.97 takes that back.
 * `samples` stays as it is.
 *
 * @example
 * ```ts
 * const bright = preEmphasis(samples, 0.97);
 * ```
 */
export function preEmphasis(samples: Float32Array, coefficient: number): Float32Array {
  const out = new Float32Array(samples.length);
  if (samples.length === 0) return out;
  out[0] = 3 * samples[0] - (samples[1] ?? samples[0]);
  for (let n = 1; n < samples.length; n++) out[n] = samples[n] - coefficient * samples[n - 1];
  return out;
}
