/** In: a grey picture and a size. Out: the picture in that size. */
import { UserError } from "../base/user_error.ts";
import type { GreyImage } from "./grey_image.ts";

/** For each new place along an axis: the first old place it is made of, and their weights. */
interface Taps {
  first: Int32Array;
  /** [places, most taps]; zeros where fewer are needed. */
  weights: Float32Array;
  most: number;
}

/**
 * Resizes `image` to `width` × `height` pixels: an axis that shrinks takes the mean over the area
 * that a new pixel covers, one that grows is interpolated linearly between pixels' centres. That
 * is OpenCV's INTER_AREA or INTER_LINEAR, up to rounding. Throws UserError for a size below 1.
 *
 * @example
 * ```ts
 * const face = resizeGrey(photo, 48, 48);
 * ```
 */
export function resizeGrey(image: GreyImage, width: number, height: number): GreyImage {
  for (const length of [width, height]) {
    if (!Number.isInteger(length) || length < 1) {
      throw new UserError(`Expected a size of whole pixels above 0, but found ${length}`);
    }
  }
  if (width === image.width && height === image.height) return image;
  const across = axisTaps(image.width, width);
  const down = axisTaps(image.height, height);
  const data = new Uint8Array(width * height);
  const sums = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let tap = 0; tap < down.most; tap++) {
      const weight = down.weights[y * down.most + tap];
      if (weight > 0) addRow(image, down.first[y] + tap, weight, across, sums);
    }
    for (let x = 0; x < width; x++) data[y * width + x] = Math.round(sums[x]);
  }
  return { width, height, data };
}

/** Adds `weight` times the row `y`, resized, to `sums`. */
function addRow(image: GreyImage, y: number, weight: number, taps: Taps, sums: Float32Array) {
  const { first, weights, most } = taps;
  const { data } = image;
  const row = y * image.width;
  for (let x = 0, at = 0; x < sums.length; x++) {
    const from = row + first[x];
    let sum = 0;
    for (let tap = 0; tap < most; tap++) sum += weights[at++] * data[from + tap];
    sums[x] += weight * sum;
  }
}

function axisTaps(from: number, to: number): Taps {
  return from > to ? areaTaps(from, to) : linearTaps(from, to);
}

function areaTaps(from: number, to: number): Taps {
  const scale = from / to;
  // One more than an area covers whole; never beyond the axis, so that each tap is a pixel.
  const most = Math.min(from, Math.ceil(scale) + 1);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let place = 0; place < to; place++) {
    const start = place * scale;
    const end = Math.min(from, start + scale);
    first[place] = Math.min(Math.floor(start), from - most);
    for (let tap = 0; tap < most; tap++) {
      const pixel = first[place] + tap;
      const covered = Math.min(end, pixel + 1) - Math.max(start, pixel);
      weights[place * most + tap] = Math.max(0, covered) / (end - start);
    }
  }
  return { first, weights, most };
}

function linearTaps(from: number, to: number): Taps {
  const most = Math.min(2, from);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * (from / to) - 0.5;
    const inside = Math.max(0, Math.min(from - 1, centre));
    first[place] = Math.min(Math.floor(inside), from - most);
    for (let tap = 0; tap < most; tap++) {
      const distance = Math.abs(inside - (first[place] + tap));
      weights[place * most + tap] = Math.max(0, 1 - distance);
    }
  }
  return { first, weights, most };
}
