/**
 * The quantile of `values` at `share` in [0, 1], linear between neighbours (NumPy's default).
 * Throws a RangeError where `values` is empty.
 *
 * @example
 * ```ts
 * quantile([3, 1, 2], 0.5); // 2
 * ```
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("Expected values to hold numbers, but it is empty");
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** The arithmetic mean of `values`; NaN where there are none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where the largest of `values` stands; the first of equals, -1 where there are none. */
export function argMax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
