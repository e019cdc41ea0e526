import { addNormalNoise, type Random } from "../base/random.ts";
import type { ImageAugmentation } from "./augment_image.ts";

/** How a picture is moved, about its centre: mirrored first, then turned, enlarged and shifted. */
interface Movement {
  /** True mirrors left to right. */
  flip: boolean;
  /** Anticlockwise. */
  radians: number;
  /** 2 shows everything twice as large. */
  zoom: number;
  /** Pixels down. */
  down: number;
  /** Pixels to the right. */
  right: number;
}

/**
 * Writes the inverse of `movement` into `map`: the new pixel at row y and column x shows the old
 * picture at row map[0] y + map[1] x + map[2] and column map[3] y + map[4] x + map[5].
 *
 * @param size rows, and columns, of the picture
 */
export function invertMovement(movement: Movement, size: number, map: Float64Array): void {
  const { flip, radians, zoom, down, right } = movement;
  const centre = (size - 1) / 2;
  const cosine = Math.cos(radians) / zoom;
  const sine = Math.sin(radians) / zoom;
  const mirror = flip ? -1 : 1;
  map[0] = cosine;
  map[1] = sine;
  map[3] = -mirror * sine;
  map[4] = mirror * cosine;
  map[2] = centre - cosine * (centre + down) - sine * (centre + right);
  map[5] = centre - map[3] * (centre + down) - map[4] * (centre + right);
}

/**
 * Writes the warped picture into `out` and gives the mean of its pixels, both in `source`'s unit.
 * Between pixels it is interpolated bilinearly; beyond an edge the edge goes on. That is
 * scipy.ndimage.affine_transform or, with a displacement, map_coordinates, at order=1 and
 * mode="nearest".
 *
 * @param source [size, size]
 * @param size rows, and columns, of the picture; 2 or more
 * @param map see {@link invertMovement}
 * @param displacement [2, size, size]: rows down, then columns right, added to the place that `map`
 * gives; null for none
 * @param out [size, size]
 *
 * @example
 * ```ts
 * const map = new Float64Array(6);
 * invertMovement({ flip: true, radians: 0.1, zoom: 1, down: 0, right: 2 }, 48, map);
 * const mean = warpImage(picture, 48, map, null, out);
 * ```
 */
export function warpImage(
  source: Uint8Array,
  size: number,
  map: Float64Array,
  displacement: Float32Array | null,
  out: Float32Array,
): number {
  const [rowByRow, rowByColumn, , columnByRow, columnByColumn] = map;
  const pixels = size * size;
  const last = size - 1;
  let sum = 0;
  for (let y = 0, at = 0; y < size; y++) {
    const firstRow = rowByRow * y + map[2];
    const firstColumn = columnByRow * y + map[5];
    for (let x = 0; x < size; x++, at++) {
      let row = firstRow + rowByColumn * x;
      let column = firstColumn + columnByColumn * x;
      if (displacement !== null) {
        row += displacement[at];
        column += displacement[pixels + at];
      }
      row = row < 0 ? 0 : row > last ? last : row;
      column = column < 0 ? 0 : column > last ? last : column;
      // The last row and column are reached from the one before them, at its far end.
      const top = row === last ? last - 1 : row | 0;
      const left = column === last ? last - 1 : column | 0;
      const downwards = row - top;
      const rightwards = column - left;
      const place = top * size + left;
      const upper = source[place] + rightwards * (source[place + 1] - source[place]);
      const below = place + size;
      const lower = source[below] + rightwards * (source[below + 1] - source[below]);
      const value = upper + downwards * (lower - upper);
      out[at] = value;
      sum += value;
    }
  }
  return sum / pixels;
}

/** Mean over positions of the sum of a cubic B-spline's squared weights. */
const SQUARED_WEIGHTS = 151 / 315;

/** Draws displacements [2, size, size], rows down and columns right, valid until the next call. */
type ElasticField = (random: Random) => Float32Array;

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
