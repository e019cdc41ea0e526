/**
 * What a listener likes, learnt from single answers: a linear bandit with Thompson sampling
 * (Agrawal and Goyal 2013, “Thompson sampling for contextual bandits with linear payoffs”) over a
 * track's place on the plane of valence and arousal. All that is known comes with each request, so
 * that the server remembers nobody.
 */
import type { Random } from "../base/random.ts";
import { cholesky, solveLower, solveUpper } from "../bayesopt/cholesky.ts";
import type { RankedTrack } from "./recommend_tracks.ts";
import type { PlanePoint } from "./recommendation.ts";

/** Ids of tracks that were heard, by what their listener said of them. */
export interface Answers {
  /** Reward 1. */
  liked?: readonly string[];
  /** Reward -1: not heard to the end, or refused for good. */
  skipped?: readonly string[];
}

/** Reward expected of a track, about -1 (skipped) to 1 (liked). */
export type Taste = (place: PlanePoint) => number;

/** Standard deviation of a weight before anything is known, and of an answer about its mean. */
const PRIOR = 0.4;
const NOISE = 1;

/** A surface of second degree: one hill or valley on the plane, or a slope. */
function features({ valence, arousal }: PlanePoint): number[] {
  const [v, a] = [2 * valence - 1, 2 * arousal - 1];
  return [1, v, a, v * v, a * a, v * a];
}

/**
 * Bayesian linear regression of the rewards, of whose weights one sample is drawn: what is little
 * known is tried now and then. Ids that the list does not have teach nothing.
 *
 * @returns undefined where there is no answer to learn from
 */
export function learnTaste(
  tracks: readonly RankedTrack[],
  { liked = [], skipped = [] }: Answers,
  random: Random,
): Taste | undefined {
  const rewards = new Map<string, number>();
  for (const id of skipped) rewards.set(id, -1);
  for (const id of liked) rewards.set(id, 1);
  const seen = tracks.filter(({ track }) => rewards.has(track.id));
  if (seen.length === 0) return undefined;
  const size = features({ valence: 0, arousal: 0 }).length;
  // The posterior's precision and, times the mean, its right-hand side.
  const precision = Array.from({ length: size }, (_, row) => {
    const values = new Float64Array(row + 1);
    values[row] = 1 / PRIOR ** 2;
    return values;
  });
  const right = new Float64Array(size);
  for (const { track, valenceRank, energyRank } of seen) {
    const x = features({ valence: valenceRank, arousal: energyRank });
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        precision[row][column] += x[row] * x[column] / NOISE ** 2;
      }
      right[row] += x[row] * rewards.get(track.id)! / NOISE ** 2;
    }
  }
  const factor = cholesky(precision)!;
  // Lᵀ w = L⁻¹ right + z has the mean A⁻¹ right and the covariance A⁻¹, where A = L Lᵀ.
  const mean = solveLower(factor, right);
  const weights = solveUpper(factor, mean.map((value) => value + random.normal()));
  return (place) => features(place).reduce((sum, value, at) => sum + value * weights[at], 0);
}
