/** In: values drawn independently. Out: the interval of their mean by Student's t distribution. */
import { meanSd } from "./mean_sd.ts";
import type { Interval } from "./wilson_interval.ts";

/**
 * The 95 % interval of the mean of `values`, from their own spread (Student 1908); null for a
 * single value, which has none. Exact where the values are normal.
 */
export function studentInterval(values: readonly number[]): Interval | null {
  const { mean, sd } = meanSd(values);
  if (sd === null) return null;
  const reach = studentQuantile(0.975, values.length - 1) * sd / Math.sqrt(values.length);
  return { low: mean - reach, high: mean + reach };
}

/**
 * The point below which Student's t distribution has the share `probability` (0.5 to 1, both
 * excluded), at `degrees` whole degrees of freedom, from 1.
 */
export function studentQuantile(probability: number, degrees: number): number {
  let low = 0, high = 1;
  while (studentShare(high, degrees) < probability) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentShare(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The share below `t`, by the finite sums in the angle atan(t / sqrt(degrees)) that Abramowitz and
 * Stegun give for whole degrees of freedom (26.7.3 and 26.7.4).
 */
function studentShare(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (power - 1) / power * cosine ** 2;
    sum += term;
  }
  const within = isOdd ? (angle + Math.sin(angle) * sum) * 2 / Math.PI : Math.sin(angle) * sum;
  return (1 + within) / 2;
}
