/** How figures grow with data, and what more data would bring. */
import { mean, quantile } from "../base/statistics.ts";
import { createRandom } from "../base/random.ts";

/** A learning curve: ceiling − scale · size^(−exponent). */
export interface PowerLaw {
  /** What no amount of data passes; at most 1. */
  ceiling: number;
  /** Above or at 0: more data are never worse. */
  scale: number;
  exponent: number;
}

/** One measurement of a share, such as accuracy, with so much data. */
export interface CurvePoint {
  size: number;
  value: number;
}

/** From very slow to very fast. */
const EXPONENTS = Array.from({ length: 40 }, (_, at) => 0.05 * (at + 1));

/**
 * The power law of least squared error (Hestness et al. 2017, arXiv 1712.00409, section 2): for each
 * exponent from 0.05 to 2 ceiling and scale come by linear regression, under their limits. Throws a
 * RangeError for fewer than three sizes, of which any curve could be drawn.
 *
 * @example
 * ```ts
 * const law = fitPowerLaw([{ size: 1, value: 0.4 }, { size: 2, value: 0.5 }, { size: 4, value: 0.55 }]);
 * valueAt(law, 8);
 * ```
 */
export function fitPowerLaw(points: readonly CurvePoint[]): PowerLaw {
  const sizes = new Set(points.map(({ size }) => size)).size;
  if (sizes < 3) throw new RangeError(`Expected three sizes or more, but found ${sizes}`);
  const candidates = EXPONENTS.map((exponent) => {
    const law = { exponent, ...regression(points, exponent) };
    const error = points.reduce(
      (sum, { size, value }) => sum + (valueAt(law, size) - value) ** 2,
      0,
    );
    return { law, error };
  });
  return candidates.reduce((best, own) => own.error < best.error ? own : best).law;
}

function regression(
  points: readonly CurvePoint[],
  exponent: number,
): Pick<PowerLaw, "ceiling" | "scale"> {
  const across = points.map(({ size }) => size ** -exponent);
  const up = points.map(({ value }) => value);
  const [middle, level] = [mean(across), mean(up)];
  const spread = across.reduce((sum, x) => sum + (x - middle) ** 2, 0);
  const scale = -across.reduce((sum, x, at) => sum + (x - middle) * (up[at] - level), 0) / spread;
  if (scale <= 0) return { ceiling: Math.min(1, level), scale: 0 };
  const ceiling = level + scale * middle;
  if (ceiling <= 1) return { ceiling, scale };
  const squares = across.reduce((sum, x) => sum + x * x, 0);
  const product = across.reduce((sum, x, at) => sum + x * (1 - up[at]), 0);
  return { ceiling: 1, scale: Math.max(0, product / squares) };
}

/** What the law says of so much data. */
export function valueAt({ ceiling, scale, exponent }: PowerLaw, size: number): number {
  return ceiling - scale * size ** -exponent;
}

/** A value beyond the data. */
export interface Extrapolation extends CurvePoint {
  /** 95 %, of the groups that were drawn. */
  low: number;
  high: number;
}

const DRAWS = 500;

/**
 * Extrapolates the mean curve of `groups`, such as test speakers, to `sizes`; the intervals are
 * those of a bootstrap over the groups, which tells of these, not of whether a power law holds.
 * Throws a RangeError as {@link fitPowerLaw} does.
 */
export function extrapolate(
  groups: readonly (readonly CurvePoint[])[],
  sizes: readonly number[],
): Extrapolation[] {
  const random = createRandom(1, "learning curve");
  const law = fitPowerLaw(groups.flat());
  const drawn = Array.from(
    { length: groups.length > 1 ? DRAWS : 0 },
    () => fitPowerLaw(groups.flatMap(() => random.pick(groups))),
  );
  return sizes.map((size) => {
    const values = drawn.map((own) => valueAt(own, size));
    const value = valueAt(law, size);
    if (!values.length) return { size, value, low: value, high: value };
    return { size, value, low: quantile(values, 0.025), high: quantile(values, 0.975) };
  });
}
