/** In: the frequencies of a spectrogram's bins. Out: from where on that axis a warped one is read. */

/** Up to this share of the highest frequency the vocal tract's warp is a plain factor. */
const LINEAR_SHARE = 0.6;

/**
 * Writes into `positions`, for each bin of the warped spectrogram, the place between the bins of
 * the old one that it shows, for `warp`, which gives the old frequency of a new one and never
 * falls. What would lie beyond the ends is the end itself.
 *
 * @param frequencies [bins], rising, in any unit
 * @param positions [bins]
 */
export function warpFrequencies(
  frequencies: ArrayLike<number>,
  warp: (frequency: number) => number,
  positions: Float32Array,
): void {
  const last = frequencies.length - 1;
  let below = 0;
  for (let bin = 0; bin <= last; bin++) {
    const wanted = warp(frequencies[bin]);
    while (below < last - 1 && frequencies[below + 1] <= wanted) below++;
    const width = frequencies[below + 1] - frequencies[below];
    const place = last === 0 ? 0 : below + (wanted - frequencies[below]) / width;
    positions[bin] = Math.min(last, Math.max(0, place));
  }
}

/**
 * The old frequency that vocal-tract-length perturbation by `factor` brings to a new one: inverse
 * of G(f) = α f up to F min(α, 1) / α, and from there a straight line that keeps the highest
 * frequency S/2 where it is (Jaitly and Hinton, "Vocal tract length perturbation (VTLP) improves
 * speech recognition", ICML workshop 2013, section 3). The paper's F = 4800 Hz of 16 kHz sound is
 * 0.6 of the highest frequency, which is taken for others too. A factor above 1 raises formants, as
 * a shorter tract does.
 *
 * @param highest S/2, in the unit of the frequencies
 */
export function unwarpVocalTract(factor: number, highest: number): (frequency: number) => number {
  const newKnee = LINEAR_SHARE * highest * Math.min(factor, 1);
  const oldKnee = newKnee / factor;
  const slope = (highest - oldKnee) / (highest - newKnee);
  return (frequency) =>
    frequency <= newKnee ? frequency / factor : highest - slope * (highest - frequency);
}

/** The old frequency that a shift of the whole axis by `semitones` brings to a new one. */
export function unshiftPitch(semitones: number): (frequency: number) => number {
  const factor = 2 ** (semitones / 12);
  return (frequency) => frequency / factor;
}
