/** The largest difference of two equally long arrays, relative to the second's peak. */
export function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) {
    throw new Error(`Expected ${wanted.length} numbers, but found ${found.length}`);
  }
  let difference = 0, peak = 0;
  for (let i = 0; i < wanted.length; i++) {
    // Written so that a NaN comes out as the answer.
    difference = Math.max(difference, Math.abs(found[i] - wanted[i]));
    peak = Math.max(peak, Math.abs(wanted[i]));
  }
  return difference / peak;
}
