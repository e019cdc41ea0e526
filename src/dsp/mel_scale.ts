/**
 * In: frequencies in hertz, or on a mel scale. Out: the other.
 *
 * "slaney" (M. Slaney, Auditory Toolbox, 1998) is linear up to 1 kHz and logarithmic above; "htk"
 * (S. Young et al., The HTK Book, 5.4) is logarithmic throughout. Both as librosa computes them.
 */

/** Which mel scale. */
export type MelScale = "slaney" | "htk";

/** Slaney's scale: hertz a mel below the corner. */
const HZ_PER_MEL = 200 / 3;
const CORNER_HZ = 1000;
const CORNER_MEL = CORNER_HZ / HZ_PER_MEL;
/** Above the corner 27 mels are a factor of 6.4. */
const LOG_STEP = Math.log(6.4) / 27;

/** Mels of a frequency of at least 0 Hz. */
export function hertzToMel(hertz: number, scale: MelScale): number {
  if (scale === "htk") return 2595 * Math.log10(1 + hertz / 700);
  if (hertz < CORNER_HZ) return hertz / HZ_PER_MEL;
  return CORNER_MEL + Math.log(hertz / CORNER_HZ) / LOG_STEP;
}

/** The inverse of {@link hertzToMel}. */
export function melToHertz(mel: number, scale: MelScale): number {
  if (scale === "htk") return 700 * (10 ** (mel / 2595) - 1);
  return mel < CORNER_MEL ? mel * HZ_PER_MEL : CORNER_HZ * Math.exp(LOG_STEP * (mel - CORNER_MEL));
}
