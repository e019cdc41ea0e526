/**
 * In: an index and a number of dimensions. Out: a point of the Sobol sequence, which fills the unit
 * cube evenly whatever number of points is taken.
 */
import { UserError } from "../base/user_error.ts";
import { SOBOL_DIRECTIONS } from "./sobol_directions.ts";

const BITS = 32;

/** [dimension][bit] direction numbers as 32-bit integers, made once. */
const directions: Uint32Array[] = [];

/** The most dimensions that {@link sobolPoint} offers. */
export const MAX_SOBOL_DIMENSIONS = SOBOL_DIRECTIONS.length;

/**
 * Point `index` (from 0) of the Sobol sequence in Gray-code order, each coordinate in [0, 1).
 * `shifts` [dimension], 32-bit integers, move the whole sequence without harming its evenness
 * (a digital shift), so that different seeds give different designs.
 * Throws a UserError above 64 dimensions.
 *
 * @example
 * ```ts
 * sobolPoint(1, 2); // [0.5, 0.5]
 * ```
 */
export function sobolPoint(index: number, dimensions: number, shifts?: Uint32Array): Float64Array {
  if (dimensions > MAX_SOBOL_DIMENSIONS) {
    throw new UserError(
      `Expected at most ${MAX_SOBOL_DIMENSIONS} dimensions for a Sobol design, but found ` +
        `${dimensions}; use the Latin hypercube`,
    );
  }
  const gray = index ^ (index >>> 1);
  return Float64Array.from({ length: dimensions }, (_, dimension) => {
    directions[dimension] ??= directionNumbers(SOBOL_DIRECTIONS[dimension], dimension === 0);
    let bits = shifts ? shifts[dimension] : 0;
    for (let bit = 0; gray >>> bit; bit++) {
      if ((gray >>> bit) & 1) bits ^= directions[dimension][bit];
    }
    return (bits >>> 0) / 2 ** BITS;
  });
}

/** v_1…v_32 from the polynomial and the initial numbers (Joe and Kuo 2008, equation 2). */
function directionNumbers(row: readonly number[], first: boolean): Uint32Array {
  const [polynomial, ...initial] = row;
  const degree = first ? 0 : 31 - Math.clz32(polynomial);
  const result = new Uint32Array(BITS);
  for (let bit = 0; bit < BITS; bit++) {
    if (first) result[bit] = 2 ** (BITS - 1 - bit);
    else if (bit < degree) result[bit] = initial[bit] * 2 ** (BITS - 1 - bit);
    else {
      let value = result[bit - degree] ^ (result[bit - degree] >>> degree);
      for (let k = 1; k < degree; k++) {
        if ((polynomial >>> (degree - k)) & 1) value ^= result[bit - k];
      }
      result[bit] = value >>> 0;
    }
  }
  return result;
}
