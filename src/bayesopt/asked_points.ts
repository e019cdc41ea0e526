/** In: points already asked. Out: whether another is one of them, and what is left of the space. */
import type { Space } from "./space.ts";
import { valueCount } from "./unit_cube.ts";

/** Real coordinates closer than this are the same trial: no training tells them apart. */
const SAME = 1e-7;

/** True where `point` agrees with one of `asked` in every coordinate. */
export function isAmong(point: Float64Array, asked: readonly Float64Array[]): boolean {
  return asked.some((other) => {
    for (let d = 0; d < point.length; d++) {
      if (Math.abs(point[d] - other[d]) > SAME) return false;
    }
    return true;
  });
}

/** How many points the space has; infinite where a dimension is real. */
export function pointCount(space: Space): number {
  return space.reduce((product, dimension) => product * valueCount(dimension), 1);
}

/** All points of a finite space, in the order of an odometer whose last dimension turns fastest. */
export function* allPoints(space: Space): Generator<Float64Array> {
  const counts = space.map(valueCount);
  const indices = counts.map(() => 0);
  while (true) {
    yield Float64Array.from(indices, (index, d) => (index + 0.5) / counts[d]);
    let turning = counts.length - 1;
    while (turning >= 0 && ++indices[turning] === counts[turning]) indices[turning--] = 0;
    if (turning < 0) return;
  }
}
