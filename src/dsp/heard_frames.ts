/** In: frames of a clip with their levels. Out: those in which something is to be heard. */

/** Frames more than this below the clip's loudest are silence, or pauses. */
export const QUIETEST_DB = 35;
/** Frames at most this below the loudest are stressed. */
const STRESSED_DB = 15;
/** Fewer voiced frames than this say nothing. */
const FEWEST_VOICED = 4;

/** A frame with its level in decibels. */
interface Levelled {
  level: number;
}

/** The greatest level; -Infinity without frames. */
export function loudestOf(frames: readonly Levelled[]): number {
  return frames.reduce((most, { level }) => Math.max(most, level), -Infinity);
}

/** The frames without the silence before the first and after the last that is heard. */
export function betweenSilences<Frame extends Levelled>(frames: readonly Frame[]): Frame[] {
  const least = loudestOf(frames) - QUIETEST_DB;
  const isHeard = ({ level }: Frame) => level >= least;
  return frames.slice(frames.findIndex(isHeard), frames.findLastIndex(isHeard) + 1);
}

/** How many frames are nearly as loud as the loudest. */
export function countStressed(frames: readonly Levelled[]): number {
  const least = loudestOf(frames) - STRESSED_DB;
  return frames.filter(({ level }) => level >= least).length;
}

/** The voiced frames; all where hardly any are. */
export function voicedOrAll<Frame>(
  frames: readonly Frame[],
  isVoiced: (frame: Frame) => boolean,
): readonly Frame[] {
  const voiced = frames.filter(isVoiced);
  return voiced.length < FEWEST_VOICED ? frames : voiced;
}

/** How many {@link regionsOf} there are. */
export const REGIONS = 3;

/** All frames, their first and their second half. */
export function regionsOf<Frame>(frames: readonly Frame[]): (readonly Frame[])[] {
  const middle = Math.ceil(frames.length / 2);
  const second = frames.length > 1 ? frames.slice(Math.floor(frames.length / 2)) : frames;
  return [frames, frames.slice(0, middle), second];
}
