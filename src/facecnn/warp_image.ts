/** In: a grey picture and where each of its new pixels comes from. Out: the warped picture. */

/** How a picture is moved, about its centre: mirrored first, then turned, enlarged and shifted. */
export interface Movement {
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
