/** In: the points of a precision-recall curve. Out: the same with the corners of its steps. */

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
