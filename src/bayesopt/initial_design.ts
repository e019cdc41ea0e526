/** In: a space, a kind of design and a seed. Out: the points that are tried before any is modelled. */
import type { Random } from "../base/random.ts";
import { sobolPoint } from "./sobol.ts";
import type { Space } from "./space.ts";
import { snapPoint } from "./unit_cube.ts";

/** Independent draws, one draw in each of `count` slices a dimension, or an even filling. */
export type DesignKind = "random" | "latinHypercube" | "sobol";

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
