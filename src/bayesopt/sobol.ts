import { UserError } from "../base/user_error.ts";

/**
 * The first 64 dimensions of S. Joe and F. Y. Kuo's direction numbers for Sobol sequences
 * (new-joe-kuo-6.21201, SIAM Journal on Scientific Computing 30, 2008; BSD licence). Each row: the
 * primitive polynomial's coefficients as bits, then the initial numbers m_1, m_2, ….
 */
// deno-fmt-ignore
const SOBOL_DIRECTIONS: readonly (readonly number[])[] = [
  [1, 1], [3, 1], [7, 1, 3], [11, 1, 3, 1], [13, 1, 1, 1], [19, 1, 1, 3, 3], [25, 1, 3, 5, 13],
  [37, 1, 1, 5, 5, 17], [41, 1, 1, 5, 5, 5], [47, 1, 1, 7, 11, 19], [55, 1, 1, 5, 1, 1],
  [59, 1, 1, 1, 3, 11], [61, 1, 3, 5, 5, 31], [67, 1, 3, 3, 9, 7, 49], [91, 1, 1, 1, 15, 21, 21],
  [97, 1, 3, 1, 13, 27, 49], [103, 1, 1, 1, 15, 7, 5], [109, 1, 3, 1, 15, 13, 25],
  [115, 1, 1, 5, 5, 19, 61], [131, 1, 3, 7, 11, 23, 15, 103], [137, 1, 3, 7, 13, 13, 15, 69],
  [143, 1, 1, 3, 13, 7, 35, 63], [145, 1, 3, 5, 9, 1, 25, 53], [157, 1, 3, 1, 13, 9, 35, 107],
  [167, 1, 3, 1, 5, 27, 61, 31], [171, 1, 1, 5, 11, 19, 41, 61], [185, 1, 3, 5, 3, 3, 13, 69],
  [191, 1, 1, 7, 13, 1, 19, 1], [193, 1, 3, 7, 5, 13, 19, 59], [203, 1, 1, 3, 9, 25, 29, 41],
  [211, 1, 3, 5, 13, 23, 1, 55], [213, 1, 3, 7, 3, 13, 59, 17], [229, 1, 3, 1, 3, 5, 53, 69],
  [239, 1, 1, 5, 5, 23, 33, 13], [241, 1, 1, 7, 7, 1, 61, 123], [247, 1, 1, 7, 9, 13, 61, 49],
  [253, 1, 3, 3, 5, 3, 55, 33], [285, 1, 3, 1, 15, 31, 13, 49, 245],
  [299, 1, 3, 5, 15, 31, 59, 63, 97], [301, 1, 3, 1, 11, 11, 11, 77, 249],
  [333, 1, 3, 1, 11, 27, 43, 71, 9], [351, 1, 1, 7, 15, 21, 11, 81, 45],
  [355, 1, 3, 7, 3, 25, 31, 65, 79], [357, 1, 3, 1, 1, 19, 11, 3, 205],
  [361, 1, 1, 5, 9, 19, 21, 29, 157], [369, 1, 3, 7, 11, 1, 33, 89, 185],
  [391, 1, 3, 3, 3, 15, 9, 79, 71], [397, 1, 3, 7, 11, 15, 39, 119, 27],
  [425, 1, 1, 3, 1, 11, 31, 97, 225], [451, 1, 1, 1, 3, 23, 43, 57, 177],
  [463, 1, 3, 7, 7, 17, 17, 37, 71], [487, 1, 3, 1, 5, 27, 63, 123, 213],
  [501, 1, 1, 3, 5, 11, 43, 53, 133], [529, 1, 3, 5, 5, 29, 17, 47, 173, 479],
  [539, 1, 3, 3, 11, 3, 1, 109, 9, 69], [545, 1, 1, 1, 5, 17, 39, 23, 5, 343],
  [557, 1, 3, 1, 5, 25, 15, 31, 103, 499], [563, 1, 1, 1, 11, 11, 17, 63, 105, 183],
  [601, 1, 1, 5, 11, 9, 29, 97, 231, 363], [607, 1, 1, 5, 15, 19, 45, 41, 7, 383],
  [617, 1, 3, 7, 7, 31, 19, 83, 137, 221], [623, 1, 1, 1, 3, 23, 15, 111, 223, 83],
  [631, 1, 1, 5, 13, 31, 15, 55, 25, 161], [637, 1, 1, 3, 13, 25, 47, 39, 87, 257],
];

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
