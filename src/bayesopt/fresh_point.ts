/** In: a space and what was asked. Out: a random point that was not. */
import type { Random } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { allPoints, isAmong, pointCount } from "./asked_points.ts";
import { randomPoint } from "./initial_design.ts";
import type { Space } from "./space.ts";
import { snapPoint } from "./unit_cube.ts";

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
      `${asked.length} that have been asked`,
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
    `Expected a point left to try, but all ${all.length} points of the space have been asked`,
  );
}
