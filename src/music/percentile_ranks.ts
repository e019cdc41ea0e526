/** In: values. Out: where each lies among them. */

/**
 * The percentile rank of each value, in (0, 1): the share of values below it plus half of those
 * equal to it. Features of music crowd differently in every table; ranks spread evenly in all.
 *
 * @example
 * ```ts
 * percentileRanks([100, 90, 100]); // [2 / 3, 1 / 6, 2 / 3]
 * ```
 */
export function percentileRanks(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const rankOf = new Map<number, number>();
  for (let first = 0; first < sorted.length;) {
    let end = first + 1;
    while (sorted[end] === sorted[first]) end++;
    rankOf.set(sorted[first], (first + end) / 2 / sorted.length);
    first = end;
  }
  return values.map((value) => rankOf.get(value)!);
}
