/**
 * Limited-memory BFGS with projection (Bertsekas 1982; Nocedal and Wright 2006, algorithm 7.4 and
 * section 16.7): coordinates that sit on a bound and whose gradient points outwards are held, the
 * others take the quasi-Newton step, projected onto the box, shortened until it descends enough.
 * npm offers no kept L-BFGS with bounds, hence this one.
 */
import { clamp } from "./unit_cube.ts";

/** A function's value and its gradient [dimension] at a point. */
export interface ValueAndGradient {
  value: number;
  gradient: Float64Array;
}

/** What is minimised, where, and how hard. */
interface BoxProblem {
  /** May return a value that is not finite: such a point is stepped back from. */
  evaluate(point: Float64Array): ValueAndGradient;
  start: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** 100 by default. */
  maxIterations?: number;
  /** Ends where no projected gradient component exceeds this; 1e-5 by default. */
  gradientTolerance?: number;
  /** Ends where a step improves the value by less than this share of it; 1e-9 by default. */
  valueTolerance?: number;
}

/** The best point found. */
interface BoxMinimum extends ValueAndGradient {
  point: Float64Array;
  iterations: number;
}

/** One remembered pair: step s, change of gradient y, and 1 / (s · y). */
interface Pair {
  step: Float64Array;
  change: Float64Array;
  inverse: number;
}

const MEMORY = 8;

/**
 * Minimises `problem.evaluate` from `problem.start`, never leaving the box.
 *
 * @example
 * ```ts
 * minimiseInBox({
 *   evaluate: ([x]) => ({ value: x * x, gradient: Float64Array.of(2 * x) }),
 *   start: Float64Array.of(3), low: Float64Array.of(1), high: Float64Array.of(5),
 * }).point; // [1]
 * ```
 */
export function minimiseInBox(problem: BoxProblem): BoxMinimum {
  const { low, high, maxIterations = 100 } = problem;
  const { gradientTolerance = 1e-5, valueTolerance = 1e-9 } = problem;
  let point = project(problem.start, low, high);
  let current = problem.evaluate(point);
  const pairs: Pair[] = [];
  let iterations = 0;
  for (; iterations < maxIterations && Number.isFinite(current.value); iterations++) {
    const free = freeCoordinates(point, current.gradient, low, high);
    if (largest(current.gradient, free) <= gradientTolerance) break;
    let next = search(problem, point, current, direction(current.gradient, free, pairs));
    if (!next && pairs.length > 0) {
      pairs.length = 0;
      next = search(problem, point, current, direction(current.gradient, free, pairs));
    }
    if (!next) break;
    remember(pairs, point, current.gradient, next);
    const gain = current.value - next.value;
    const scale = Math.max(Math.abs(current.value), Math.abs(next.value), 1);
    point = next.point;
    current = next;
    if (gain <= valueTolerance * scale) break;
  }
  return { point, value: current.value, gradient: current.gradient, iterations };
}

function project(point: Float64Array, low: Float64Array, high: Float64Array): Float64Array {
  return point.map((value, d) => clamp(value, low[d], high[d]));
}

/** [dimension] 1 where the coordinate may move: it is off its bounds or its gradient points in. */
function freeCoordinates(
  point: Float64Array,
  gradient: Float64Array,
  low: Float64Array,
  high: Float64Array,
): Uint8Array {
  return Uint8Array.from(
    point,
    (value, d) =>
      Number(!(value <= low[d] && gradient[d] > 0) && !(value >= high[d] && gradient[d] < 0)),
  );
}

function largest(gradient: Float64Array, free: Uint8Array): number {
  return gradient.reduce((most, value, d) => free[d] ? Math.max(most, Math.abs(value)) : most, 0);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

/** The descent direction by the two-loop recursion, 0 where a coordinate is held. */
function direction(gradient: Float64Array, free: Uint8Array, pairs: Pair[]): Float64Array {
  const result = gradient.map((value, d) => (free[d] ? -value : 0));
  const weights: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, inverse } = pairs[k];
    weights[k] = inverse * product(step, result);
    for (let d = 0; d < result.length; d++) result[d] -= weights[k] * change[d];
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.inverse * product(last.change, last.change)) : 1;
  for (let d = 0; d < result.length; d++) result[d] *= scale;
  pairs.forEach(({ step, change, inverse }, k) => {
    const correction = weights[k] - inverse * product(change, result);
    for (let d = 0; d < result.length; d++) result[d] += correction * step[d];
  });
  for (let d = 0; d < result.length; d++) if (!free[d]) result[d] = 0;
  return result;
}

/** Backtracks along the projected direction (Armijo); undefined where nothing descends. */
function search(
  problem: BoxProblem,
  point: Float64Array,
  current: ValueAndGradient,
  towards: Float64Array,
): (ValueAndGradient & { point: Float64Array }) | undefined {
  if (!(product(towards, current.gradient) < 0)) return undefined;
  // No first step crosses more than the whole box.
  const reach = towards.reduce(
    (most, value, d) => Math.max(most, Math.abs(value) / (problem.high[d] - problem.low[d] || 1)),
    0,
  );
  let length = Math.min(1, 1 / reach);
  for (let trial = 0; trial < 25; trial++, length /= 2) {
    const next = project(point.map((v, d) => v + length * towards[d]), problem.low, problem.high);
    const moved = next.map((value, d) => value - point[d]);
    const expected = product(moved, current.gradient);
    const found = problem.evaluate(next);
    if (expected < 0 && found.value <= current.value + 1e-4 * expected) {
      return { point: next, ...found };
    }
  }
  return undefined;
}

/** Keeps the step where its curvature is positive, and drops the oldest beyond the memory. */
function remember(
  pairs: Pair[],
  point: Float64Array,
  gradient: Float64Array,
  next: ValueAndGradient & { point: Float64Array },
): void {
  const step = next.point.map((value, d) => value - point[d]);
  const change = next.gradient.map((value, d) => value - gradient[d]);
  const curvature = product(step, change);
  if (curvature <= 1e-10 * product(change, change)) return;
  pairs.push({ step, change, inverse: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}
