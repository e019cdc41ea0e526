import { quantile } from "../base/statistics.ts";

/** Frames more than this below the clip's loudest are silence, or pauses. */
export const QUIETEST_DB = 35;
/** Frames at most this below the loudest are stressed. */
const STRESSED_DB = 15;
/** Fewer voiced frames than this are ignored. */
const FEWEST_VOICED = 4;

/** A frame with its level in decibels. */
interface Levelled {
  level: number;
}

/** The greatest level; -Infinity without frames. */
export function loudestOf(frames: readonly Levelled[]): number {
  return frames.reduce((most, { level }) => Math.max(most, level), -Infinity);
}

/** The frames without the silence before the first and after the last active one. */
export function trimSilence<Frame extends Levelled>(frames: readonly Frame[]): Frame[] {
  const least = loudestOf(frames) - QUIETEST_DB;
  const isActive = ({ level }: Frame) => level >= least;
  return frames.slice(frames.findIndex(isActive), frames.findLastIndex(isActive) + 1);
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

/** 0 for none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length ? sum / values.length : 0;
}

/** Standard deviation of the population; 0 for none. */
export function deviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - middle) ** 2;
  return values.length ? Math.sqrt(squares / values.length) : 0;
}

/** -Infinity for none. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

/** Of the straight line fitted to the values over a time from -1 to 1; 0 for fewer than two. */
export function slope(values: readonly number[]): number {
  const time = values.map((_, at) => values.length > 1 ? (2 * at) / (values.length - 1) - 1 : 0);
  const square = mean(time.map((at) => at ** 2));
  return square > 0 ? mean(values.map((value, at) => value * time[at])) / square : 0;
}

/** Each value less the one before it. */
export function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, at) => value - values[at]);
}

/** 0 for none. */
export function median(values: readonly number[]): number {
  return values.length ? quantile(values, 0.5) : 0;
}

/** Mean, deviation, 10th and 90th percentile and what lies between them, slope. */
export function statisticsOf(values: readonly number[]): number[] {
  const [low, high] = [0.1, 0.9].map((share) => values.length ? quantile(values, share) : 0);
  return [mean(values), deviation(values), low, high, high - low, slope(values)];
}

/** How many parts {@link partMeans} makes. */
export const CONTOUR_PARTS = 12;

/**
 * The means of {@link CONTOUR_PARTS} equal parts of the track, which share frames where it is
 * short.
 */
export function partMeans(values: readonly number[]): number[] {
  const bounds = (part: number) => Math.floor((part * values.length) / CONTOUR_PARTS);
  return Array.from({ length: CONTOUR_PARTS }, (_, part) => {
    const start = Math.min(bounds(part), values.length - 1);
    return mean(values.slice(start, Math.max(bounds(part + 1), start + 1)));
  });
}

/** Number, mean and greatest length of the stretches of frames for which `holds` is true. */
export function stretchesOf(holds: readonly boolean[]): [number, number, number] {
  const lengths = holds.map((value) => value ? "v" : " ").join("").split(/ +/)
    .map(({ length }) => length).filter((length) => length > 0);
  return [lengths.length, mean(lengths), lengths.length ? greatest(lengths) : 0];
}
