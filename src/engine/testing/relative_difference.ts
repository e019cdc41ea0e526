/** How far two lists of numbers are apart, relative to the larger one's largest value. */

/**
 * max |a - b| / max |b|; `Infinity` where a value is not a number.
 * Throws where the lengths differ.
 */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`Expected ${b.length} values, but found ${a.length}`);
  let largest = 0, apart = 0;
  for (let index = 0; index < a.length; index++) {
    if (!Number.isFinite(a[index]) || !Number.isFinite(b[index])) return Infinity;
    largest = Math.max(largest, Math.abs(b[index]));
    apart = Math.max(apart, Math.abs(a[index] - b[index]));
  }
  return apart === 0 ? 0 : apart / largest;
}
