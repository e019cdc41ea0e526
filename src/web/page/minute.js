/** The last minute of live answers: what is remembered of it, and what it comes to. Pure. */

export const MINUTE_MS = 60_000;

/** Where no answer came for longer, nothing is known of the time between. */
const GAP_MS = 2500;

/**
 * @typedef {object} Moment
 * @property {number} atMs
 * @property {Record<string, number>} probabilities
 * @property {string} predicted
 * @property {boolean} unsure
 */

/**
 * `moments` with another one at the end, without those that are older than a minute.
 *
 * @param {readonly Moment[]} moments
 * @param {Moment} newest
 * @returns {Moment[]}
 */
export function withMoment(moments, newest) {
  const from = moments.findIndex(({ atMs }) => newest.atMs - atMs <= MINUTE_MS);
  return [...from < 0 ? [] : moments.slice(from), newest];
}

/**
 * The stretches without a gap, each the moments in it.
 * @param {readonly Moment[]} moments
 */
export function stretchesOf(moments) {
  const stretches = [];
  for (const moment of moments) {
    const last = stretches.at(-1);
    if (last && moment.atMs - last.at(-1).atMs <= GAP_MS) last.push(moment);
    else stretches.push([moment]);
  }
  return stretches;
}

/**
 * Seconds of each class, and of "unsure", the longest first.
 * @param {readonly Moment[]} moments
 * @returns {[string, number][]}
 */
export function secondsOf(moments) {
  const sums = new Map();
  for (const stretch of stretchesOf(moments)) {
    for (let at = 1; at < stretch.length; at++) {
      const { predicted, unsure, atMs } = stretch[at];
      const name = unsure ? "unsure" : predicted;
      sums.set(name, (sums.get(name) ?? 0) + (atMs - stretch[at - 1].atMs) / 1000);
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}
