/** In: a grey picture. Out: a part of it, or the picture turned. */

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
