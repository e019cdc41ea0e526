import type { Random } from "../../base/random.ts";

/** Where a spectrogram is read, and what is added. */
interface SpectrogramGrid {
  /** [frames], in 0…frames - 1. */
  framePositions: Float32Array;
  /** [bins], in 0…bins - 1. */
  binPositions: Float32Array;
  /** [bins], added to the values of each frame. */
  raise: Float32Array;
}

/** Writes source[framePositions[t], binPositions[k]] + raise[k] into out[t, k]: [frames, bins]. */
type SpectrogramInterpolator = (
  source: Float32Array,
  grid: SpectrogramGrid,
  out: Float32Array,
) => void;

/**
 * Prepares bilinear interpolation of spectrograms of `bins`, row-major, as
 * scipy.ndimage.map_coordinates has it at order=1; whole positions give the very values. `out` is
 * another array than `source`. Nothing is allocated for a spectrogram.
 */
export function createSpectrogramInterpolator(bins: number): SpectrogramInterpolator {
  // One value more, so that the last bin has a neighbour, of which it takes no share.
  const between = new Float32Array(bins + 1);
  const lower = new Int32Array(bins);
  const share = new Float32Array(bins);
  return (source, { framePositions, binPositions, raise }, out) => {
    for (let bin = 0; bin < bins; bin++) {
      lower[bin] = binPositions[bin];
      share[bin] = binPositions[bin] - lower[bin];
    }
    const lastFrame = framePositions.length - 1;
    for (let frame = 0, at = 0; frame <= lastFrame; frame++) {
      const early = Math.floor(framePositions[frame]);
      const later = framePositions[frame] - early;
      const first = early * bins;
      const next = early < lastFrame ? first + bins : first;
      for (let bin = 0; bin < bins; bin++) {
        const value = source[first + bin];
        between[bin] = value + later * (source[next + bin] - value);
      }
      for (let bin = 0; bin < bins; bin++, at++) {
        const value = between[lower[bin]];
        out[at] = value + share[bin] * (between[lower[bin] + 1] - value) + raise[bin];
      }
    }
  };
}

/**
 * Writes into `positions`, for each new frame, the place between the old frames that it shows: the
 * tempo changes by `factor` about the middle (2 is twice as fast), then all moves by `shiftFrames`
 * to later. What would lie beyond the ends is the end itself.
 *
 * @param positions [frames]
 */
export function warpTime(factor: number, shiftFrames: number, positions: Float32Array): void {
  const last = positions.length - 1;
  const middle = last / 2;
  for (let frame = 0; frame <= last; frame++) {
    const place = middle + (frame - shiftFrames - middle) * factor;
    positions[frame] = Math.min(last, Math.max(0, place));
  }
}

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

/** Half periods of the fastest cosine over the whole range. */
const COSINES = 4;

/** Draws a curve into `out` [bins]; valid for any number of calls. */
type EqualiserCurve = (random: Random, out: Float32Array) => void;

/**
 * Prepares curves Σ_k n_k cos(π k (b + ½) / bins) / k for k = 1…4, with n_k normal: slow cosines
 * are the strongest, so that a curve is mostly a tilt with a bump or two, as voices, rooms and
 * microphones differ. The mean over the bins is zero, the standard deviation over curves and bins
 * `deviation`.
 */
export function createEqualiserCurve(bins: number, deviation: number): EqualiserCurve {
  const orders = Array.from({ length: COSINES }, (_, k) => k + 1);
  // A cosine's mean square is ½.
  const power = orders.reduce((sum, k) => sum + 1 / (2 * k * k), 0);
  const shapes = orders.map((k) =>
    Float32Array.from(
      { length: bins },
      (_, bin) => (deviation / Math.sqrt(power) / k) * Math.cos((Math.PI * k * (bin + 0.5)) / bins),
    )
  );
  return (random, out) => {
    out.fill(0);
    for (const shape of shapes) {
      const strength = random.normal();
      for (let bin = 0; bin < bins; bin++) out[bin] += strength * shape[bin];
    }
  };
}
