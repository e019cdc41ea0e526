/** One mood of many pictures: probabilities smoothed over time. Pure; the clock is given. */

/** So long until a change has come through by 1 - 1/e. */
const TIME_CONSTANT_MS = 1500;

/** A smoothed class counts as sure from here on, and where most single answers did too. */
const SURE = 0.5;

/** Without a face for so long, nothing is known any more. */
const FORGET_MS = 3000;

/**
 * @typedef {object} Judgement of one face
 * @property {Record<string, number>} probabilities
 * @property {Record<string, number>} shares
 * @property {boolean} unsure
 */

/**
 * @typedef {object} LiveMood
 * @property {Record<string, number>} probabilities
 * @property {Record<string, number>} shares
 * @property {number} doubt the smoothed share of answers that were unsure
 * @property {number} atMs when a face was seen last
 * @property {string} predicted
 * @property {boolean} unsure
 */

/**
 * The mood after an answer at `nowMs`, of which `face` is undefined where no face was seen.
 * However many answers come a second, as much of the past counts after the same time.
 *
 * @param {LiveMood | undefined} before
 * @param {Judgement | undefined} face
 * @param {number} nowMs
 * @returns {LiveMood | undefined} undefined while nothing is known
 */
export function smoothMood(before, face, nowMs) {
  if (!face) return before && nowMs - before.atMs < FORGET_MS ? before : undefined;
  const isNew = !before || nowMs - before.atMs >= FORGET_MS;
  const past = isNew ? 0 : Math.exp(-(nowMs - before.atMs) / TIME_CONSTANT_MS);
  const mix = (
    /** @type {Record<string, number>} */ old,
    /** @type {Record<string, number>} */ now,
  ) =>
    Object.fromEntries(
      Object.entries(now).map(([name, share]) => [
        name,
        past * (old[name] ?? 0) + (1 - past) * share,
      ]),
    );
  const probabilities = mix(before?.probabilities ?? {}, face.probabilities);
  const doubt = past * (before?.doubt ?? 0) + (1 - past) * (face.unsure ? 1 : 0);
  const [predicted, strongest] = Object.entries(probabilities)
    .reduce((best, one) => one[1] > best[1] ? one : best);
  return {
    probabilities,
    shares: mix(before?.shares ?? {}, face.shares),
    doubt,
    atMs: nowMs,
    predicted,
    unsure: strongest < SURE || doubt > 0.5,
  };
}
