/**
 * Where the parabola through three points of neighbouring abscissae has its peak, and how high that
 * is. Out: [x, y]; the highest point where the three lie on a line.
 */
export function parabolaPeak(
  [x1, y1]: [number, number],
  [x2, y2]: [number, number],
  [x3, y3]: [number, number],
): [number, number] {
  const divisor = (x1 - x2) * (x1 - x3) * (x2 - x3);
  const a = (x3 * (y2 - y1) + x2 * (y1 - y3) + x1 * (y3 - y2)) / divisor;
  if (!Number.isFinite(a) || a === 0) {
    return ([[x2, y2], [x1, y1], [x3, y3]] as [number, number][])
      .reduce((best, point) => point[1] > best[1] ? point : best);
  }
  // In terms of the middle point, so that no digits are lost.
  const left = x1 - x2;
  const right = x3 - x2;
  const slope = ((y1 - y2) * right * right - (y3 - y2) * left * left) /
    (left * right * (right - left));
  const offset = -slope / (2 * a);
  return [x2 + offset, y2 + offset * (slope + a * offset)];
}
