import type { Random } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { sobolPoint } from "./sobol.ts";
import type { Space } from "./space.ts";
import { snapPoint, valueCount } from "./unit_cube.ts";

/** Independent draws, one draw in each of `count` slices a dimension, or an even filling. */
type DesignKind = "random" | "latinHypercube" | "sobol";

/** A point of the unit cube drawn uniformly, snapped to values. */
export function randomPoint(space: Space, random: Random): Float64Array {
  return snapPoint(space, space.map(() => random.uniform()));
}

/**
 * [count][dimension] the points of an initial design in the unit cube, snapped to values.
 * A Sobol design's first points do not depend on `count`; it may be extended.
 */
export function initialDesign(
  space: Space,
  kind: DesignKind,
  count: number,
  random: Random,
): Float64Array[] {
  if (kind === "random") return Array.from({ length: count }, () => randomPoint(space, random));
  if (kind === "latinHypercube") return latinHypercube(space, count, random);
  const shifts = Uint32Array.from(space, () => random.integer(0, 2 ** 31 - 1) * 2);
  return Array.from(
    { length: count },
    (_, index) => snapPoint(space, sobolPoint(index, space.length, shifts)),
  );
}

/** One point in each of `count` equal slices of every dimension (McKay and others 1979). */
function latinHypercube(space: Space, count: number, random: Random): Float64Array[] {
  const slices = Array.from({ length: count }, (_, index) => index);
  const columns = space.map(() =>
    random.shuffle(slices).map((slice) => (slice + random.uniform()) / count)
  );
  return slices.map((index) => snapPoint(space, columns.map((column) => column[index])));
}

/** Spaces of at most this many points are searched one by one. */
export const SMALL_SPACE = 2000;

/** So many draws in a row that were all asked before say that there is nothing left to find. */
const MOST_DRAWS = 10_000;

/**
 * A random point of the space that is not among `asked`.
 * Throws a UserError where all points of a finite space have been asked, or none is found.
 */
export function freshPoint(
  space: Space,
  asked: readonly Float64Array[],
  random: Random,
): Float64Array {
  if (pointCount(space) <= SMALL_SPACE) return random.pick(unaskedPoints(space, asked));
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const point = randomPoint(space, random);
    if (!isAmong(point, asked)) return point;
    // A space of millions is not exhausted by trials that each take seconds or more; but a
    // space of a few thousand may be, so it is looked through once draws keep missing.
    if (pointCount(space) <= 2 * asked.length) return random.pick(unaskedPoints(space, asked));
  }
  throw new UserError(
    `Expected a point left to try, but found none in ${MOST_DRAWS} draws beside the ` +
      `${asked.length} that have been proposed`,
  );
}

/**
 * The points of a finite space that are not among `asked`.
 * Throws a UserError where there are none.
 */
export function unaskedPoints(space: Space, asked: readonly Float64Array[]): Float64Array[] {
  const all = Array.from(allPoints(space), (point) => snapPoint(space, point));
  const left = all.filter((point) => !isAmong(point, asked));
  if (left.length > 0) return left;
  throw new UserError(
    `Expected a point left to try, but all ${all.length} points of the space have been proposed`,
  );
}

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
