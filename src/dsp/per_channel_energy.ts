/** In: magnitudes in mel bands. Out: the same under per-channel energy normalisation (PCEN). */

/** Constants of PCEN, librosa's defaults (Wang et al. 2017, Lostanlen et al. 2019). */
const GAIN = 0.98;
const BIAS = 2;
const POWER = 0.5;
const TIME_CONSTANT_S = 0.4;
const EPSILON = 1e-6;
/** Full scale of 32-bit samples, for which these constants are meant. */
const FULL_SCALE = 2 ** 31;

/**
 * Replaces magnitudes E, [frames, bands] of samples in -1 … 1, by (E / (ε + M)^α + δ)^r - δ^r, where
 * M follows E with a first-order low-pass of 0.4 s: loudness and steady background are divided out,
 * onsets stay. As `librosa.pcen(2**31 * E)` except for the start: there M begins with the band's
 * first value, while librosa begins with 1, so that in short clips the first frames outshine all.
 *
 * @example
 * ```ts
 * perChannelEnergy(bands, frames, { bands: 64, sampleRateHz: 16_000, hopSamples: 160 });
 * ```
 */
export function perChannelEnergy(
  values: Float32Array,
  frames: number,
  { bands, sampleRateHz, hopSamples }: { bands: number; sampleRateHz: number; hopSamples: number },
): void {
  const constantFrames = (TIME_CONSTANT_S * sampleRateHz) / hopSamples;
  // b in M += b (E - M), for which the low-pass has about that constant: librosa's formula.
  const speed = (Math.sqrt(1 + 4 * constantFrames ** 2) - 1) / (2 * constantFrames ** 2);
  const smooth = Float64Array.from({ length: bands }, (_, band) => values[band] * FULL_SCALE);
  for (let frame = 0, place = 0; frame < frames; frame++) {
    for (let band = 0; band < bands; band++, place++) {
      const energy = values[place] * FULL_SCALE;
      smooth[band] += speed * (energy - smooth[band]);
      const controlled = energy * (EPSILON + smooth[band]) ** -GAIN;
      values[place] = BIAS ** POWER * Math.expm1(POWER * Math.log1p(controlled / BIAS));
    }
  }
}
