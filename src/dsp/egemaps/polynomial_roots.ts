const MOST_STEPS = 200;
/** Relative step after which a root has converged: the next one would be far smaller. */
const TOLERANCE = 1e-10;

/**
 * All roots of Σ coefficients[i] z^(degree - i), coefficients[0] not 0, by the method of Aberth
 * (1973, "Iteration methods for finding all zeros of a polynomial simultaneously"). Those of a real
 * polynomial that are nearer to the real axis than rounding are put onto it. Out: [degree] each.
 */
export function polynomialRoots(
  coefficients: readonly number[],
): { re: Float64Array; im: Float64Array } {
  const degree = coefficients.length - 1;
  const re = new Float64Array(degree);
  const im = new Float64Array(degree);
  const monic = coefficients.map((value) => value / coefficients[0]);
  // On a circle around the roots' mean, not symmetric to the real axis.
  const mean = -monic[1] / degree;
  const radius = Math.max(
    ...monic.slice(1).map((value, i) => Math.abs(value) ** (1 / (i + 1))),
  );
  if (radius === 0) return { re, im };
  for (let i = 0; i < degree; i++) {
    const angle = (2 * Math.PI * i) / degree + 0.4;
    re[i] = mean + radius * Math.cos(angle);
    im[i] = radius * Math.sin(angle);
  }
  for (let step = 0; step < MOST_STEPS; step++) {
    let largest = 0;
    for (let i = 0; i < degree; i++) {
      // p and its derivative by Horner's scheme.
      const zRe = re[i];
      const zIm = im[i];
      let pRe = 1;
      let pIm = 0;
      let dRe = 0;
      let dIm = 0;
      for (let k = 1; k <= degree; k++) {
        const nextRe = dRe * zRe - dIm * zIm + pRe;
        dIm = dRe * zIm + dIm * zRe + pIm;
        dRe = nextRe;
        const valueRe = pRe * zRe - pIm * zIm + monic[k];
        pIm = pRe * zIm + pIm * zRe;
        pRe = valueRe;
      }
      // 1 / (p' / p - Σ 1 / (z - other)).
      const size = pRe * pRe + pIm * pIm;
      if (size === 0) continue;
      let sumRe = (dRe * pRe + dIm * pIm) / size;
      let sumIm = (dIm * pRe - dRe * pIm) / size;
      for (let other = 0; other < degree; other++) {
        if (other === i) continue;
        const x = zRe - re[other];
        const y = zIm - im[other];
        const distance = x * x + y * y;
        if (distance === 0) continue;
        sumRe -= x / distance;
        sumIm += y / distance;
      }
      const divisor = sumRe * sumRe + sumIm * sumIm;
      if (divisor === 0) continue;
      const moveRe = sumRe / divisor;
      const moveIm = -sumIm / divisor;
      re[i] -= moveRe;
      im[i] -= moveIm;
      largest = Math.max(
        largest,
        (moveRe * moveRe + moveIm * moveIm) / (re[i] * re[i] + im[i] * im[i] || 1),
      );
    }
    if (largest < TOLERANCE * TOLERANCE) break;
  }
  for (let i = 0; i < degree; i++) {
    if (Math.abs(im[i]) < 1e-10 * Math.hypot(re[i], im[i])) im[i] = 0;
  }
  return { re, im };
}
