/**
 * Many candidates (over the whole cube, and around the best observations at all distances) are
 * scored where they round to; the best are refined by L-BFGS with integers relaxed and choices
 * held, rounded, and polished by steps along the discrete dimensions.
 */
import type { Random } from "../base/random.ts";
import type { Score } from "./acquisition.ts";
import {
  freshPoint,
  initialDesign,
  isAmong,
  pointCount,
  SMALL_SPACE,
  unaskedPoints,
} from "./design_points.ts";
import { type GaussianProcess, predict, predictWithGradient } from "./gaussian_process.ts";
import { minimiseInBox } from "./minimise_in_box.ts";
import { MAX_SOBOL_DIMENSIONS } from "./sobol.ts";
import type { Space } from "./space.ts";
import { clamp, snap, snapPoint, valueCount } from "./unit_cube.ts";

/** A score of a prediction, larger being better; see acquisition.ts. */
export type Scorer = (mean: number, std: number) => Score;

/** What is searched. */
interface AcquisitionProblem {
  space: Space;
  process: GaussianProcess;
  score: Scorer;
  /** Points that must not be asked again. */
  asked: readonly Float64Array[];
  random: Random;
  /**
   * Candidates at the start, 1000 by default; fewer are taken when many observations make each one
   * dear.
   */
  candidates?: number;
}

/** A point and its score. */
interface Candidate {
  point: Float64Array;
  value: number;
}

/**
 * The point of the space with the highest score that is not among `asked`.
 * Throws a UserError where all points of a finite space have been asked.
 */
export function optimiseAcquisition(problem: AcquisitionProblem): Float64Array {
  const { space, asked, random } = problem;
  const scoreAt = (point: Float64Array) => {
    const { mean, std } = predict(problem.process, point);
    return problem.score(mean, std).value;
  };
  const rank = (points: Float64Array[]): Candidate[] =>
    points.map((point) => ({ point, value: scoreAt(point) })).sort((a, b) => b.value - a.value);
  if (pointCount(space) <= SMALL_SPACE) return rank(unaskedPoints(space, asked))[0].point;

  const observations = problem.process.points.length;
  // A prediction's cost grows with the square of the observations: beyond 1000 less is tried.
  const effort = Math.min(1, (1000 / observations) ** 2);
  const most = clamp(Math.round(3e8 / observations ** 2), 200, problem.candidates ?? 1000);
  const spread = space.length > MAX_SOBOL_DIMENSIONS ? "random" : "sobol";
  const everywhere = rank(
    initialDesign(space, spread, Math.ceil(most / 2), random.split("everywhere")),
  );
  const nearby = rank(nearbyCandidates(problem, Math.floor(most / 2), random.split("nearby")));
  const starts = Math.ceil(4 * effort);
  const chosen = [...everywhere.slice(0, starts), ...nearby.slice(0, starts)];
  const refined = rank(chosen.map(({ point }) => refine(problem, point)));
  const polished = refined.slice(0, Math.ceil(3 * effort)).map(({ point }) =>
    polish(space, point, scoreAt)
  );
  const best = [...polished, ...refined, ...everywhere, ...nearby]
    .sort((a, b) => b.value - a.value)
    .find(({ point, value }) => Number.isFinite(value) && !isAmong(point, asked));
  return best?.point ?? freshPoint(space, asked, random.split("fresh"));
}

/**
 * Points around the best observations, at distances from 1e-3 to 0.3, in some of the dimensions.
 */
function nearbyCandidates(
  { space, process }: AcquisitionProblem,
  count: number,
  random: Random,
): Float64Array[] {
  const centres = process.points
    .map((point, index) => ({ point, target: process.targets[index] }))
    .sort((a, b) => a.target - b.target)
    .slice(0, 5);
  return Array.from({ length: count }, (_, index) => {
    const { point } = centres[index % centres.length];
    const reach = 0.3 * 10 ** (-2.5 * random.uniform());
    const share = Math.max(1 / space.length, random.uniform());
    return Float64Array.from(point, (value, d) => {
      if (random.uniform() >= share) return value;
      if (space[d].kind === "categorical") return snap(space[d], random.uniform());
      return snap(space[d], clamp(value + reach * random.normal(), 0, 1));
    });
  });
}

/** The local maximum of the score from `start`, integers relaxed, choices held; then snapped. */
function refine({ space, process, score }: AcquisitionProblem, start: Float64Array): Float64Array {
  const held = space.map((dimension) => dimension.kind === "categorical");
  const found = minimiseInBox({
    evaluate: (point) => {
      const { mean, std, meanGradient, stdGradient } = predictWithGradient(process, point);
      const { value, byMean, byStd } = score(mean, std);
      return {
        value: -value,
        gradient: meanGradient.map((slope, d) => -(byMean * slope + byStd * stdGradient[d])),
      };
    },
    start,
    low: start.map((value, d) => (held[d] ? value : 0)),
    high: start.map((value, d) => (held[d] ? value : 1)),
    maxIterations: 30,
    gradientTolerance: 1e-5,
    valueTolerance: 1e-7,
  });
  return snapPoint(space, found.point);
}

/** Climbs along the discrete dimensions, one at a time, until no step helps (at most 3 rounds). */
function polish(
  space: Space,
  start: Float64Array,
  scoreAt: (point: Float64Array) => number,
): Candidate {
  let best: Candidate = { point: start, value: scoreAt(start) };
  for (let round = 0; round < 3; round++) {
    const before = best.value;
    space.forEach((dimension, d) => {
      for (const coordinate of discreteSteps(dimension, best.point[d])) {
        const point = best.point.slice();
        point[d] = coordinate;
        const value = scoreAt(point);
        if (value > best.value) best = { point, value };
      }
    });
    if (best.value === before) break;
  }
  return best;
}

/** Coordinates to try from `coordinate`: every choice, or integers 1, 2, 4, 8 steps away. */
function discreteSteps(dimension: Space[number], coordinate: number): number[] {
  const count = valueCount(dimension);
  if (count === Infinity) return [];
  const cell = Math.floor(coordinate * count);
  const cells = dimension.kind === "categorical"
    ? Array.from({ length: count }, (_, index) => index)
    : [1, 2, 4, 8].flatMap((step) => [cell - step, cell + step]);
  return cells
    .filter((other) => other !== cell && other >= 0 && other < count)
    .map((other) => snap(dimension, (other + 0.5) / count));
}
