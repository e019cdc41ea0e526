/** In: a curve of many points. Out: the fewest of them that keep its course, for files and plots. */

/** A point of a curve: across and up. */
export type CurvePoint = readonly [x: number, y: number];

/**
 * Leaves out points from which the straight line between those kept is nowhere farther than
 * `tolerance` (Douglas and Peucker 1973). The first and the last point are always kept.
 *
 * @param tolerance distance in the curve's own units; 0 only drops points on a straight line
 *
 * @example
 * ```ts
 * thinCurve([[0, 0], [0.5, 0.5], [1, 1]], 0.001); // [[0, 0], [1, 1]]
 * ```
 */
export function thinCurve(points: readonly CurvePoint[], tolerance: number): CurvePoint[] {
  if (points.length < 3) return [...points];
  const kept = new Set([0, points.length - 1]);
  // A stack instead of recursion: a staircase of thousands of points could go as deep.
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [first, last] = span;
    let farthest = first;
    let distance = tolerance;
    for (let index = first + 1; index < last; index++) {
      const own = distanceToSegment(points[index], points[first], points[last]);
      if (own > distance) [farthest, distance] = [index, own];
    }
    if (farthest === first) continue;
    kept.add(farthest);
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => kept.has(index));
}

function distanceToSegment([x, y]: CurvePoint, from: CurvePoint, to: CurvePoint): number {
  const across = to[0] - from[0];
  const up = to[1] - from[1];
  const length = across * across + up * up;
  const share = length === 0 ? 0 : ((x - from[0]) * across + (y - from[1]) * up) / length;
  const within = Math.min(1, Math.max(0, share));
  return Math.hypot(x - from[0] - within * across, y - from[1] - within * up);
}
