const ROOT_PI = Math.sqrt(Math.PI);
const ROOT_2_PI = Math.sqrt(2 * Math.PI);

/** P and Q as coefficient lists, highest power first. */
function ratio(x: number, numerator: number[], denominator: number[]): number {
  const horner = (coefficients: number[]) => coefficients.reduce((sum, c) => sum * x + c, 0);
  return horner(numerator) / horner(denominator);
}

// W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
// Computation 23 (1969): relative error below 1e-15 on each interval.
// deno-fmt-ignore
const SMALL = {
  numerator: [
    1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ],
  denominator: [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
  ],
};
// deno-fmt-ignore
const MIDDLE = {
  numerator: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ],
  denominator: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};
// deno-fmt-ignore
const LARGE = {
  numerator: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  denominator: [
    1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
    2.33520497626869185e-3,
  ],
};

/** exp(x²) erfc(x); relative error below 1e-14 for x > -5, infinite below -26.6. */
export function scaledErrorComplement(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) {
    const square = x * x;
    return Math.exp(square) * (1 - x * ratio(square, SMALL.numerator, SMALL.denominator));
  }
  let positive: number;
  if (size <= 4) {
    positive = ratio(size, MIDDLE.numerator, MIDDLE.denominator);
  } else {
    const square = 1 / (size * size);
    const correction = square * ratio(square, LARGE.numerator, LARGE.denominator);
    positive = (1 / ROOT_PI - correction) / size;
  }
  return x > 0 ? positive : 2 * Math.exp(x * x) - positive;
}

/** The standard normal density at z. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_2_PI;
}

/** P(Z ≤ z) for a standard normal Z; relative error below 1e-12 down to z = -37. */
export function normalDistribution(z: number): number {
  const tail = 0.5 * Math.exp(-0.5 * z * z) * scaledErrorComplement(Math.abs(z) / Math.SQRT2);
  return z <= 0 ? tail : 1 - tail;
}

/** P(Z ≤ z) / density(z), finite for every z ≤ 0. */
export function distributionOverDensity(z: number): number {
  return ROOT_2_PI * 0.5 * scaledErrorComplement(-z / Math.SQRT2);
}

/**
 * The z with P(X <= z) = probability, by Newton's steps on {@link normalDistribution} with the
 * curvature term of Halley.
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
    const newton = (normalDistribution(-z) - (1 - probability)) / normalDensity(z);
    const change = newton / (1 + z * newton / 2);
    z += change;
    if (Math.abs(change) < 1e-15 * (1 + z)) break;
  }
  return z;
}
