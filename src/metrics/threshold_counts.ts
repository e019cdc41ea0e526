/** In: scores and which clips are positive. Out: hits and false alarms at every threshold. */

/** What a classifier gets right and wrong if it says "positive" from `threshold` upwards. */
export interface ThresholdCounts {
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
