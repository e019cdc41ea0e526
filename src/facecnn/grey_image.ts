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
