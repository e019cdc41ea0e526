import { classColumn, type Probabilities, probabilityRows } from "./probability_rows.ts";

/** What a classifier gets right and wrong if it says "positive" from `threshold` upwards. */
interface ThresholdCounts {
  /** A score that occurs; thresholds fall from entry to entry. */
  threshold: number;
  truePositives: number;
  falsePositives: number;
}

/**
 * Counts at each distinct score, from the highest to the lowest. Clips with equal scores enter
 * together, which is what makes curves right where there are ties.
 *
 * @param scores one a clip, higher for more likely positive
 * @param positive whether each clip is positive
 * @throws RangeError where the lengths differ
 */
export function thresholdCounts(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
): ThresholdCounts[] {
  if (scores.length !== positive.length) {
    throw new RangeError(`Expected ${positive.length} scores, but found ${scores.length}`);
  }
  const order = positive.map((_, clip) => clip).sort((a, b) => scores[b] - scores[a]);
  const counts: ThresholdCounts[] = [];
  let truePositives = 0;
  order.forEach((clip, rank) => {
    if (positive[clip]) truePositives++;
    const last = rank + 1 === order.length || scores[order[rank + 1]] !== scores[clip];
    if (!last) return;
    const falsePositives = rank + 1 - truePositives;
    counts.push({ threshold: scores[clip], truePositives, falsePositives });
  });
  return counts;
}

/** One point of a receiver operating characteristic. */
interface RocPoint {
  /** Clips that score at least this are called positive; null for "none", the curve's start. */
  threshold: number | null;
  falsePositiveRate: number;
  truePositiveRate: number;
}

/** A ROC curve from (0, 0) to (1, 1) and its area. */
interface RocCurve {
  points: RocPoint[];
  /** Area under the curve by trapezia, which counts a tie as half. */
  auc: number;
}

/**
 * The ROC curve of a binary classifier, one point a distinct score, as scikit-learn's roc_curve
 * with drop_intermediate = False.
 *
 * @param scores one a clip, higher for more likely positive
 * @param positive whether each clip is positive
 * @returns null where all clips are positive or none is: the curve is then undefined
 */
export function rocCurve(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
): RocCurve | null {
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: RocPoint[] = [{ threshold: null, falsePositiveRate: 0, truePositiveRate: 0 }];
  // Twice the area in pairs of a positive and a negative: whole numbers, so that a perfect
  // classifier's area is 1 and not a rounding error more.
  let doubleArea = 0;
  let previous = { truePositives: 0, falsePositives: 0 };
  for (const counts of thresholdCounts(scores, positive)) {
    const { threshold, truePositives, falsePositives } = counts;
    doubleArea += (falsePositives - previous.falsePositives) *
      (truePositives + previous.truePositives);
    points.push({
      threshold,
      falsePositiveRate: falsePositives / negatives,
      truePositiveRate: truePositives / positives,
    });
    previous = counts;
  }
  return { points, auc: doubleArea / (2 * positives * negatives) };
}

/** One-vs-rest areas under the ROC curve. */
interface OneVersusRestAuc {
  /** Unweighted mean over the classes that have one; null where none has. */
  macro: number | null;
  /** Per class; null where no clip, or every clip, is of that class: there is no curve then. */
  perClass: (number | null)[];
}

/**
 * One-vs-rest AUC from probabilities: scikit-learn's roc_auc_score(multi_class="ovr",
 * average="macro") where every class occurs. Where one is absent scikit-learn gives no number;
 * here the mean runs over the classes that occur.
 *
 * @param probabilities [clip, class]
 * @param labels the actual class of each clip
 * @throws RangeError where shapes disagree
 */
export function aucProbability(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
): OneVersusRestAuc {
  const rows = probabilityRows(probabilities, labels, classCount);
  return withMacro(Array.from({ length: classCount }, (_, index) => {
    const positive = labels.map((label) => label === index);
    return rocCurve(classColumn(rows, index, classCount), positive)?.auc ?? null;
  }));
}

/**
 * One-vs-rest AUC from hard predictions. A hard prediction's ROC curve has a single corner, so each
 * class's area is (true positive rate + true negative rate) / 2. Paper S does not say how it
 * computed AUC, but hard labels come nearest: TurEV-DB's 84.97 % is what a recall of 76.95 % and a
 * true negative rate near 93 % give, while probabilities of such a classifier score far higher. Its
 * mean over the classes may be weighted: beside ANAD's and TESS's other scores an unweighted one is
 * impossible (src/report/audit/check_scores.ts).
 *
 * @param confusion counts [actual][predicted]
 */
export function aucHardLabel(confusion: readonly number[][]): OneVersusRestAuc {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(confusion.flat());
  return withMacro(confusion.map((row, index) => {
    const positives = sum(row);
    const negatives = total - positives;
    if (positives === 0 || negatives === 0) return null;
    const falsePositives = sum(confusion.map((other) => other[index])) - row[index];
    return (row[index] / positives + (negatives - falsePositives) / negatives) / 2;
  }));
}

function withMacro(perClass: (number | null)[]): OneVersusRestAuc {
  const known = perClass.filter((auc) => auc !== null);
  if (known.length === 0) return { macro: null, perClass };
  return { macro: known.reduce((total, auc) => total + auc, 0) / known.length, perClass };
}

/** One point of a precision-recall curve. */
interface PrecisionRecallPoint {
  /** Clips that score at least this are called positive; null for "none", the curve's start. */
  threshold: number | null;
  precision: number;
  recall: number;
}

/** A precision-recall curve and its average precision. */
interface PrecisionRecallCurve {
  /** From recall 0, where precision is 1 by convention, to recall 1. */
  points: PrecisionRecallPoint[];
  /** Sum of precision times the step in recall; not interpolated. */
  averagePrecision: number;
}

/**
 * The precision-recall curve of a binary classifier (paper S, figures 2 to 5), one point a distinct
 * score, and its average precision as scikit-learn's average_precision_score.
 *
 * @param scores one a clip, higher for more likely positive
 * @param positive whether each clip is positive
 * @returns null where no clip is positive: recall is then undefined
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
): PrecisionRecallCurve | null {
  const positives = positive.filter(Boolean).length;
  if (positives === 0) return null;
  const points: PrecisionRecallPoint[] = [{ threshold: null, precision: 1, recall: 0 }];
  let weighted = 0;
  let previous = 0;
  for (const { threshold, truePositives, falsePositives } of thresholdCounts(scores, positive)) {
    const precision = truePositives / (truePositives + falsePositives);
    weighted += precision * (truePositives - previous);
    points.push({ threshold, precision, recall: truePositives / positives });
    previous = truePositives;
  }
  // Divided once at the end, so that a perfect classifier gets 1 and not a rounding error more.
  return { points, averagePrecision: weighted / positives };
}

/** A point of the curve. */
interface Point {
  precision: number;
  recall: number;
}

/**
 * The curve as a staircase whose area is the average precision: each point's precision holds from
 * the recall of the point before. Joined by straight lines instead, points far apart (many clips
 * with equal scores) would promise precisions between that no threshold reaches (Davis and Goadrich
 * 2006).
 *
 * @param points recall rising, as precisionRecallCurve gives them
 *
 * @example
 * ```ts
 * const { points, averagePrecision } = precisionRecallCurve(scores, positive)!;
 * const corners = precisionRecallSteps(points); // their area is averagePrecision
 * ```
 */
export function precisionRecallSteps(points: readonly Point[]): Point[] {
  return points.flatMap(({ precision, recall }, at) => {
    const before = points[at - 1];
    const isCorner = before && before.recall !== recall && before.precision !== precision;
    const own = { precision, recall };
    return isCorner ? [{ precision, recall: before.recall }, own] : [own];
  });
}

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
