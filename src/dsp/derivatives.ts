/** In: features over time. Out: how fast they change, or how fast that changes. */

/** Frames that a derivative is fitted over, librosa's default. */
const WIDTH = 9;

/**
 * The first (`order` 1) or second derivative of each column of [frames, bins] over time, per frame
 * and per frame squared: those of the polynomial of that order through 9 frames, with least squares
 * (Savitzky and Golay 1964). At both ends the first and the last whole 9 frames speak for the rest,
 * as in `librosa.feature.delta(mode="interp")`. Clips of fewer than 9 frames take as many as they
 * have (an odd number); with too few for the polynomial the derivative is 0.
 *
 * @example
 * ```ts
 * const deltas = derivatives(coefficients, frames, 13, 1);
 * ```
 */
export function derivatives(
  values: Float32Array,
  frames: number,
  bins: number,
  order: 1 | 2,
): Float32Array {
  const out = new Float32Array(frames * bins);
  const half = (Math.min(WIDTH, frames % 2 ? frames : frames - 1) - 1) / 2;
  if (half < 1) return out;
  const weights = order === 1 ? slopeWeights(half) : curvatureWeights(half);
  for (let frame = half; frame < frames - half; frame++) {
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      for (let i = -half; i <= half; i++) {
        sum += weights[half + i] * values[(frame + i) * bins + bin];
      }
      out[frame * bins + bin] = sum;
    }
  }
  const [first, last] = [half * bins, (frames - half - 1) * bins];
  for (let i = 0; i < half; i++) {
    out.copyWithin(i * bins, first, first + bins);
    out.copyWithin((frames - 1 - i) * bins, last, last + bins);
  }
  return out;
}

/** i / Σ i²: the slope of the line through values at i = -half … half. */
function slopeWeights(half: number): number[] {
  const places = placesAround(half);
  const squares = places.reduce((sum, i) => sum + i * i, 0);
  return places.map((i) => i / squares);
}

/** Twice the square's coefficient in the parabola: 2 (i² - m) / Σ (i² - m)², m the mean of i². */
function curvatureWeights(half: number): number[] {
  const squares = placesAround(half).map((i) => i * i);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const spread = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0);
  return squares.map((square) => (2 * (square - mean)) / spread);
}

function placesAround(half: number): number[] {
  return Array.from({ length: 2 * half + 1 }, (_, place) => place - half);
}
