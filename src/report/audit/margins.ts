/** A confusion matrix by what scores depend on: each class's hits, misses and false alarms. */
import { createRandom, type Random } from "../../base/random.ts";

/** One number a class. */
export interface Margins {
  hits: number[];
  /** Clips of the class that were predicted as another. */
  misses: number[];
  /** Clips of other classes that were predicted as this one. */
  alarms: number[];
}

/** Scores that papers print, as fractions. */
export interface MarginScores {
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  /** One-vs-rest, of hard labels: mean of (recall + true negative rate) / 2. */
  aucHardMacro: number;
  /** The same, weighted by the classes' clips. */
  aucHardWeighted: number;
}

/** The scores of `margins`; a class without clips, or never predicted, counts as 0. */
export function marginScores({ hits, misses, alarms }: Margins): MarginScores {
  const classes = hits.length;
  let tested = 0;
  for (let at = 0; at < classes; at++) tested += hits[at] + misses[at];
  let [precision, recall, f1, area, weighted] = [0, 0, 0, 0, 0];
  for (let at = 0; at < classes; at++) {
    const [hit, miss, alarm] = [hits[at], misses[at], alarms[at]];
    const ownRecall = hit ? hit / (hit + miss) : 0;
    const ownArea = (ownRecall + 1 - alarm / Math.max(1, tested - hit - miss)) / 2;
    precision += hit ? hit / (hit + alarm) : 0;
    recall += ownRecall;
    f1 += hit ? 2 * hit / (2 * hit + miss + alarm) : 0;
    area += ownArea;
    weighted += ownArea * (hit + miss) / tested;
  }
  return {
    macroPrecision: precision / classes,
    macroRecall: recall / classes,
    macroF1: f1 / classes,
    aucHardMacro: area / classes,
    aucHardWeighted: weighted,
  };
}

/**
 * Whether some matrix has these margins: misses and false alarms are equally many, and no class's
 * own misses must become its own false alarms.
 */
export function isMatrix({ misses, alarms }: Margins): boolean {
  const errors = misses.reduce((total, value) => total + value, 0);
  return errors === alarms.reduce((total, value) => total + value, 0) &&
    misses.every((value, at) => value + alarms[at] <= errors);
}

/**
 * A confusion matrix [actual][predicted] with these margins: errors are shared out one by one, the
 * class with most of them first.
 *
 * @throws RangeError where there is none, see {@link isMatrix}
 */
export function confusionOfMargins(margins: Margins): number[][] {
  if (!isMatrix(margins)) throw new RangeError("Expected margins of a confusion matrix");
  const [misses, alarms] = [[...margins.misses], [...margins.alarms]];
  const matrix = margins.hits.map((hit, at) =>
    margins.hits.map((_, other) => other === at ? hit : 0)
  );
  const most = (allowed: (at: number) => boolean) =>
    misses.reduce(
      (best, _, at) =>
        allowed(at) && (best < 0 || misses[at] + alarms[at] > misses[best] + alarms[best])
          ? at
          : best,
      -1,
    );
  for (let left = misses.reduce((total, value) => total + value, 0); left > 0; left--) {
    const first = most(() => true);
    const isActual = misses[first] > 0;
    const second = most((at) => at !== first && (isActual ? alarms[at] : misses[at]) > 0);
    const [actual, predicted] = isActual ? [first, second] : [second, first];
    matrix[actual][predicted]++;
    misses[actual]--;
    alarms[predicted]--;
  }
  return matrix;
}

/** Ranges in which scores must lie; a score that is not named may be anything. */
export type ScoreTargets = Partial<Record<keyof MarginScores, Bounds>>;

/** How long is searched. */
interface SearchOptions {
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

/** Clips in the middle of their limits, hits and errors in proportion: the most probable case. */
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

// Intervals that
// each score must lie in, whatever the confusion matrix. Proofs, not searches: a printed score
// outside is impossible.

/** What is known of the tested part. */
export interface TestedPart {
  tested: number;
  hits: number;
  /** The fewest and the most clips of each class. */
  limits: { low: number; high: number }[];
}

/** From the least to the greatest value. */
export interface Bounds {
  low: number;
  high: number;
}

/**
 * Intervals for macro recall, macro precision and the hard labels' AUCs.
 *
 * With E errors: macro recall is 1 - mean of misses / clips; the mean is least where the misses
 * fill the largest classes, and greatest where they fill the smallest. The false positive rate of a
 * class of n clips is alarms / (tested - n), so E alarms weigh least in the smallest class and most
 * in the largest. Macro precision loses least where all alarms fall into the largest class, each
 * clip of which is hit.
 *
 * @param recall narrows the AUC where macro recall is known, as its printed value gives it
 */
export function scoreBounds(
  { tested, hits, limits }: TestedPart,
  recall: Bounds = { low: 0, high: 1 },
): Record<Exclude<keyof MarginScores, "macroF1">, Bounds> {
  const classes = limits.length;
  const errors = tested - hits;
  const smallest = Math.max(0, Math.min(...limits.map(({ low }) => low)));
  const largest = Math.min(tested, Math.max(...limits.map(({ high }) => high)));
  const ascending = limits.map(({ low }) => low).sort((a, b) => a - b);
  const descending = limits.map(({ high }) => high).sort((a, b) => b - a);
  const macroRecall = {
    low: 1 - filledShares(errors, ascending) / classes,
    high: 1 - filledShares(errors, descending) / classes,
  };
  const known = {
    low: Math.max(recall.low, macroRecall.low),
    high: Math.min(recall.high, macroRecall.high),
  };
  const alarmRate = (clips: number) => tested === clips ? classes : errors / (tested - clips);
  const weightedRate = (clips: number) => alarmRate(clips) * clips / tested;
  const accuracy = hits / tested;
  return {
    macroRecall,
    macroPrecision: { low: 0, high: 1 - errors / (largest + errors) / classes },
    aucHardMacro: {
      low: (known.low + 1 - alarmRate(largest) / classes) / 2,
      high: (known.high + 1 - alarmRate(smallest) / classes) / 2,
    },
    aucHardWeighted: {
      low: (accuracy + 1 - weightedRate(largest)) / 2,
      high: (accuracy + 1 - weightedRate(smallest)) / 2,
    },
  };
}

/** The sum of shares filled when `amount` fills one vessel of `sizes` after another. */
function filledShares(amount: number, sizes: readonly number[]): number {
  let shares = 0;
  let left = amount;
  for (const size of sizes) {
    if (left <= 0) break;
    const share = size > 0 ? Math.min(1, left / size) : 1;
    shares += share;
    left -= share * size;
  }
  return shares;
}
