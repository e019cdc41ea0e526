/** In: scores as printed and what is known of the test part. Out: a confusion matrix that has them. */
import { createRandom, type Random } from "../../base/random.ts";
import { type Margins, type MarginScores, marginScores } from "./margins.ts";
import type { Bounds, TestedPart } from "./score_bounds.ts";

/** Ranges in which scores must lie; a score that is not named may be anything. */
export type ScoreTargets = Partial<Record<keyof MarginScores, Bounds>>;

/** How long is searched. */
export interface SearchOptions {
  /** Fixes the search; 0 by default. */
  seed?: number;
  /** Changes tried from each start; 200,000 by default. */
  steps?: number;
  /** Starts; 10 by default. */
  starts?: number;
}

/**
 * Looks for hits, misses and false alarms whose scores all lie in their targets, by simulated
 * annealing (Kirkpatrick et al. 1983): changes move single clips between classes, and the
 * temperature falls from far above the targets' width to below it.
 *
 * @returns null where none was found, which proves nothing
 */
export function findMargins(
  part: TestedPart,
  targets: ScoreTargets,
  { seed = 0, steps = 200_000, starts = 10 }: SearchOptions = {},
): Margins | null {
  for (let start = 0; start < starts; start++) {
    const random = createRandom(seed, "margins", start);
    const found = anneal(part, targets, steps, random);
    if (found) return found;
  }
  return null;
}

/** Temperatures at the start and the end, in units of the scores. */
const HOT = 0.01;
const COLD = 0.00003;

function anneal(
  part: TestedPart,
  targets: ScoreTargets,
  steps: number,
  random: Random,
): Margins | null {
  const margins = startingMargins(part);
  let distance = distanceTo(part, targets, margins);
  for (let step = 0; step < steps && distance > 0; step++) {
    const temperature = HOT * (COLD / HOT) ** (step / steps);
    const undo = change(margins, random);
    const next = distanceTo(part, targets, margins);
    if (next <= distance || random.uniform() < Math.exp((distance - next) / temperature)) {
      distance = next;
    } else {
      undo();
    }
  }
  return distance === 0 ? margins : null;
}

/**
 * What a change moves from one class to another (1), or the other way (-1): hits, misses, alarms.
 * The later ones keep the classes' clips, or what a matrix of two classes must keep.
 */
const CHANGES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, -1, 0], [0, 1, -1], [1, -1, 1]];

/** Moves a few clips between two classes; returns how to take it back. */
function change({ hits, misses, alarms }: Margins, random: Random): () => void {
  const from = random.integer(0, hits.length - 1);
  const to = random.integer(0, hits.length - 1);
  const signs = random.pick(CHANGES);
  const counts = [hits, misses, alarms];
  const available = counts.map((own, kind) =>
    signs[kind] === 0 ? Infinity : own[signs[kind] > 0 ? from : to]
  );
  const amount = Math.min(random.integer(1, 3), ...available);
  const move = (moved: number) =>
    counts.forEach((own, kind) => {
      own[from] -= signs[kind] * moved;
      own[to] += signs[kind] * moved;
    });
  move(amount);
  return () => move(-amount);
}

/** Clips in the middle of their limits, hits and errors in proportion: the likeliest case. */
function startingMargins({ tested, hits, limits }: TestedPart): Margins {
  const clips = spread(tested, limits.map(({ low, high }) => (low + high) / 2));
  const found = spread(hits, clips);
  const misses = clips.map((count, at) => count - found[at]);
  // As many false alarms as misses is a matrix only where no class has more than half of them;
  // sharing them out by the other classes' misses is one always.
  const errors = tested - hits;
  const alarms = spread(errors, misses.map((own) => errors - own));
  return { hits: found, misses, alarms };
}

/** Whole numbers that add up to `total`, in proportion to `weights`. */
function spread(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let [seen, given] = [0, 0];
  return weights.map((weight) => {
    seen += weight;
    const upTo = sum > 0 ? Math.round(total * seen / sum) : 0;
    const own = upTo - given;
    given = upTo;
    return own;
  });
}

/** What a clip too many or too few in a class weighs against a score's distance. */
const CLIP_WEIGHT = 0.01;

/** How far the scores lie outside their targets, and the margins outside what a matrix can have. */
function distanceTo(
  { tested, hits, limits }: TestedPart,
  targets: ScoreTargets,
  margins: Margins,
): number {
  let clipsOff = 0;
  for (let at = 0; at < limits.length; at++) {
    const clips = margins.hits[at] + margins.misses[at];
    clipsOff += Math.max(0, limits[at].low - clips, clips - limits[at].high) +
      Math.max(0, margins.misses[at] + margins.alarms[at] - (tested - hits));
  }
  const scores = marginScores(margins);
  let distance = CLIP_WEIGHT * clipsOff;
  for (const name in targets) {
    const { low, high } = targets[name as keyof MarginScores]!;
    const score = scores[name as keyof MarginScores];
    distance += Math.max(0, low - score, score - high);
  }
  return distance;
}
