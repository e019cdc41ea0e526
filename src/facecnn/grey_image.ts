import { UserError } from "../base/user_error.ts";

/** A grey picture, 0 (black) to 255. */
export interface GreyImage {
  /** Pixels in a row. */
  width: number;
  /** How many rows. */
  height: number;
  /** [height, width], row-major. */
  data: Uint8Array;
}

/** A rectangle in pixels; `x` and `y` are its left upper corner. */
export interface Box {
  /** Pixels from the left edge. */
  x: number;
  /** Pixels from the upper edge. */
  y: number;
  /** Pixels to the right. */
  width: number;
  /** Pixels downwards. */
  height: number;
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const along = (from: number, length: number, other: number, otherLength: number) =>
    Math.max(0, Math.min(from + length, other + otherLength) - Math.max(from, other));
  const shared = along(a.x, a.width, b.x, b.width) * along(a.y, a.height, b.y, b.height);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** By so many degrees clockwise. */
export type QuarterTurn = 0 | 90 | 180 | 270;

/** The part of `image` in `box`, whole pixels; beyond an edge the edge goes on. */
export function cutOut(image: GreyImage, box: Box): GreyImage {
  const { width, height } = box;
  const data = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = clamp(box.y + y, image.height) * image.width;
    for (let x = 0; x < width; x++) data[at++] = image.data[row + clamp(box.x + x, image.width)];
  }
  return { width, height, data };
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place));
}

/** `image` turned clockwise. */
export function turn(image: GreyImage, degrees: QuarterTurn): GreyImage {
  if (degrees === 0) return image;
  const { width: columns, height: rows, data } = image;
  const turned = new Uint8Array(data.length);
  // Where the old pixel at row y and column x goes: first + y stepDown + x stepRight.
  const [first, stepDown, stepRight] = {
    90: [rows - 1, -1, rows],
    180: [data.length - 1, -columns, -1],
    270: [(columns - 1) * rows, 1, -rows],
  }[degrees];
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) turned[first + y * stepDown + x * stepRight] = data[at++];
  }
  const [width, height] = degrees === 180 ? [columns, rows] : [rows, columns];
  return { width, height, data: turned };
}

/** Where a box of a picture that was turned clockwise by `degrees` lies in the one before. */
export function turnBoxBack(box: Box, degrees: QuarterTurn, turned: GreyImage): Box {
  const right = turned.width - box.x - box.width;
  const below = turned.height - box.y - box.height;
  const swapped = { width: box.height, height: box.width };
  if (degrees === 90) return { x: box.y, y: right, ...swapped };
  if (degrees === 180) return { ...box, x: right, y: below };
  return degrees === 270 ? { x: below, y: box.x, ...swapped } : box;
}

/**
 * `image` turned clockwise about its centre by any angle, in the same frame: corners leave it, and
 * beyond an edge the edge goes on. Nearest pixels.
 */
export function tilt(image: GreyImage, degrees: number): GreyImage {
  const { width, height, data } = image;
  const tilted = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = beforeTilt([x, y], degrees, image);
      tilted[at++] = data[
        clamp(Math.round(down), height) * width +
        clamp(Math.round(across), width)
      ];
    }
  }
  return { width, height, data: tilted };
}

/**
 * The square of a box's size about where its centre lay before {@link tilt}: a turned rectangle has
 * no box of its own.
 */
export function tiltBoxBack(box: Box, degrees: number, image: GreyImage): Box {
  const centre: [number, number] = [box.x + (box.width - 1) / 2, box.y + (box.height - 1) / 2];
  const [across, down] = beforeTilt(centre, degrees, image);
  const width = Math.min(box.width, image.width);
  const height = Math.min(box.height, image.height);
  const place = (middle: number, length: number, whole: number) =>
    Math.max(0, Math.min(whole - length, Math.round(middle - (length - 1) / 2)));
  const x = place(across, width, image.width);
  const y = place(down, height, image.height);
  return { x, y, width, height };
}

/** Which place of the picture a place of the tilted one shows. */
function beforeTilt([x, y]: [number, number], degrees: number, image: GreyImage) {
  const radians = degrees * Math.PI / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  const [centreX, centreY] = [(image.width - 1) / 2, (image.height - 1) / 2];
  const [across, down] = [x - centreX, y - centreY];
  return [centreX + cosine * across + sine * down, centreY - sine * across + cosine * down];
}

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

/** How a face is cut out. */
export interface CropOptions {
  /** Rows, and columns, of the result: 48 for networks trained on FER2013. */
  size: number;
  /**
   * Added on each side, as a share of the box's width; negative cuts closer. 0 by default: faces
   * of FER2013 were cut out as the boxes of such a detector.
   */
  margin?: number;
}

/** Throws UserError for a margin that leaves nothing of a face, or next to nothing but the margin. */
export function checkMargin(margin: number): void {
  if (margin > -0.5 && margin <= 2) return;
  throw new UserError(`Expected a face's margin above -0.5 and up to 2, but found ${margin}`);
}

/**
 * The face of `image` in `face`'s box, upright, `size` × `size` pixels, 0…255, row-major. Where
 * the margin reaches beyond the picture its edge goes on. Throws as {@link checkMargin} does.
 *
 * @example
 * ```ts
 * const [face] = detector.detect(photo);
 * const pixels = cropFace(photo, face, { size: 48 }); // 2304 values
 * ```
 */
export function cropFace(
  image: GreyImage,
  face: Box & { rotation?: QuarterTurn; tiltDegrees?: number },
  { size, margin = 0 }: CropOptions,
): Uint8Array {
  checkMargin(margin);
  const added = Math.round(margin * face.width);
  const width = Math.max(1, face.width + 2 * added);
  const height = Math.max(1, face.height + 2 * added);
  const box = { x: face.x - added, y: face.y - added, width, height };
  if (face.tiltDegrees) return uprightCrop(image, box, face.tiltDegrees, size);
  const part = cutOut(image, box);
  return resizeGrey(turn(part, face.rotation ?? 0), size, size).data;
}

/** A corner of a square turned by 45 degrees is so many half sides from its centre. */
const DIAGONAL = Math.SQRT2;

/** The part of `image` in `box`, turned about its centre against a tilt clockwise. */
function uprightCrop(image: GreyImage, box: Box, tiltDegrees: number, size: number): Uint8Array {
  const wide = { width: Math.ceil(box.width * DIAGONAL), height: Math.ceil(box.height * DIAGONAL) };
  const around = cutOut(image, {
    x: box.x - Math.round((wide.width - box.width) / 2),
    y: box.y - Math.round((wide.height - box.height) / 2),
    ...wide,
  });
  // Turned at twice the size, for turning takes nearest pixels.
  const length = 2 * Math.round(size * DIAGONAL);
  const upright = tilt(resizeGrey(around, length, length), -tiltDegrees);
  const from = Math.round((length - 2 * size) / 2);
  const middle = cutOut(upright, { x: from, y: from, width: 2 * size, height: 2 * size });
  return resizeGrey(middle, size, size).data;
}

/**
 * Pixels a side of the images that face networks see: FER2013's own, and what paper F scales to.
 */
export const IMAGE_SIZE = 48;
