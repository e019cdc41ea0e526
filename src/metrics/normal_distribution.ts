/** In: a value or a probability. Out: the standard normal distribution's tail or quantile. */

/**
 * P(X > x) for a standard normal X, relative error below 1e-12 in the tail.
 * By the series of erf near 0 and the continued fraction of erfc beyond (Abramowitz and Stegun,
 * 7.1.6 and 7.1.14).
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  const z = x / Math.SQRT2;
  return z < 2 ? (1 - erfSeries(z)) / 2 : erfcFraction(z) / 2;
}

/**
 * The z with P(X <= z) = probability, by Newton's steps on {@link normalTail} with the curvature
 * term of Halley.
 *
 * @param probability in (0, 1)
 * @throws RangeError outside (0, 1)
 *
 * @example
 * ```ts
 * normalQuantile(0.975); // 1.959963984540054
 * ```
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`Expected probability to be between 0 and 1, but found ${probability}`);
  }
  if (probability < 0.5) return -normalQuantile(1 - probability);
  let z = 0;
  for (let step = 0; step < 100; step++) {
    const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    const newton = (normalTail(z) - (1 - probability)) / density;
    const change = newton / (1 + z * newton / 2);
    z += change;
    if (Math.abs(change) < 1e-15 * (1 + z)) break;
  }
  return z;
}

function erfSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= 2 * z * z / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
}

function erfcFraction(z: number): number {
  let tail = z;
  for (let k = 120; k >= 1; k--) tail = z + k / 2 / tail;
  return Math.exp(-z * z) / (Math.sqrt(Math.PI) * tail);
}
