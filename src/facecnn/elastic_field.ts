/** In: a random stream. Out: a smooth random displacement of each pixel of a picture. */
import { addNormalNoise, type Random } from "../base/random.ts";
import type { ImageAugmentation } from "./image_augmentation.ts";

/** Mean over positions of the sum of a cubic B-spline's squared weights. */
const SQUARED_WEIGHTS = 151 / 315;

/** Draws displacements [2, size, size], rows down and columns right, valid until the next call. */
export type ElasticField = (random: Random) => Float32Array;

/**
 * Prepares displacements as Simard, Steinkraus and Platt have them ("Best practices for
 * convolutional neural networks applied to visual document analysis", 2003, section 2): noise,
 * smoothed by a Gaussian of `sigmaPixels`, for each axis on its own, of standard deviation
 * `amplitudePixels`. Instead of smoothing noise on every pixel, normal noise on a coarse grid is
 * interpolated by cubic B-splines: with knots √3 sigma apart a cubic B-spline has the variance of
 * that Gaussian and nearly its shape. Free of allocation at each call.
 *
 * @param size rows, and columns, of the picture
 */
export function createElasticField(
  size: number,
  { amplitudePixels, sigmaPixels }: Omit<ImageAugmentation["elastic"], "probability">,
): ElasticField {
  const { weights, firsts, knots } = tabulateSplines(size, sigmaPixels * Math.sqrt(3));
  const grid = new Float32Array(knots * knots);
  const widened = new Float32Array(knots * size);
  const field = new Float32Array(2 * size * size);
  const axes = [field.subarray(0, size * size), field.subarray(size * size)];
  return (random) => {
    for (const axis of axes) {
      grid.fill(0);
      addNormalNoise(grid, amplitudePixels / SQUARED_WEIGHTS, random);
      widen(grid, knots, size, weights, firsts, widened);
      heighten(widened, size, weights, firsts, axis);
    }
    return field;
  };
}

/** The four B-splines at each of `size` places, [size, 4], and the first one's knot, [size]. */
function tabulateSplines(size: number, spacing: number) {
  const knots = Math.floor((size - 1) / spacing) + 4;
  const weights = new Float32Array(4 * size);
  const firsts = new Int32Array(size);
  for (let place = 0; place < size; place++) {
    firsts[place] = Math.floor(place / spacing);
    const t = place / spacing - firsts[place];
    weights.set([
      (1 - t) ** 3 / 6,
      (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
      (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
      t ** 3 / 6,
    ], 4 * place);
  }
  return { weights, firsts, knots };
}

/** Interpolates each row of `grid` [knots, knots] to `size` columns: [knots, size]. */
function widen(
  grid: Float32Array,
  knots: number,
  size: number,
  weights: Float32Array,
  firsts: Int32Array,
  out: Float32Array,
): void {
  for (let row = 0, at = 0; row < knots; row++) {
    for (let x = 0; x < size; x++, at++) {
      const from = row * knots + firsts[x], w = 4 * x;
      out[at] = weights[w] * grid[from] + weights[w + 1] * grid[from + 1] +
        weights[w + 2] * grid[from + 2] + weights[w + 3] * grid[from + 3];
    }
  }
}

/** Interpolates each column of `rows` [knots, size] to `size` rows: [size, size]. */
function heighten(
  rows: Float32Array,
  size: number,
  weights: Float32Array,
  firsts: Int32Array,
  out: Float32Array,
): void {
  for (let y = 0, at = 0; y < size; y++) {
    const a = weights[4 * y], b = weights[4 * y + 1];
    const c = weights[4 * y + 2], d = weights[4 * y + 3];
    for (let x = 0, from = firsts[y] * size; x < size; x++, at++, from++) {
      out[at] = a * rows[from] + b * rows[from + size] + c * rows[from + 2 * size] +
        d * rows[from + 3 * size];
    }
  }
}
