/** In: a spectrogram and places on its axes. Out: its values there, bilinearly interpolated. */

/** Where a spectrogram is read, and what is added. */
export interface SpectrogramGrid {
  /** [frames], in 0…frames - 1. */
  framePositions: Float32Array;
  /** [bins], in 0…bins - 1. */
  binPositions: Float32Array;
  /** [bins], added to the values of each frame. */
  raise: Float32Array;
}

/** Writes source[framePositions[t], binPositions[k]] + raise[k] into out[t, k]: [frames, bins]. */
export type SpectrogramInterpolator = (
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
