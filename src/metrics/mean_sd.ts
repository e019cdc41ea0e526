/** In: the values of several seeds. Out: their mean and sample standard deviation. */

/** A mean with its spread. */
export interface MeanSd {
  mean: number;
  /** Sample standard deviation (n - 1 in the denominator); null for a single value. */
  sd: number | null;
}

/**
 * Mean and sample standard deviation.
 *
 * @throws RangeError where there is no value
 *
 * @example
 * ```ts
 * meanSd([1, 2, 3]); // { mean: 2, sd: 1 }
 * ```
 */
export function meanSd(values: readonly number[]): MeanSd {
  if (values.length === 0) throw new RangeError("Expected at least one value, but found none");
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  if (values.length === 1) return { mean, sd: null };
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
