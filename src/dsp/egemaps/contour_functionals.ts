/** Functionals of one contour, as openSMILE's cContourSmoother and cFunctionals compute them. */
import { HOP_S } from "./spectra.ts";

type Contour = ArrayLike<number>;

/**
 * The mean of each value and its two neighbours; the ends have themselves as neighbours. With
 * `skipZeros` zeros stay zero and count in no other's mean.
 */
export function smoothed(contour: Contour, { skipZeros }: { skipZeros: boolean }): Float32Array {
  const last = contour.length - 1;
  return Float32Array.from(contour, (own, i) => {
    if (skipZeros && own === 0) return 0;
    const before = contour[Math.max(0, i - 1)];
    const behind = i < last ? contour[i + 1] : own;
    if (!skipZeros) return Math.fround(Math.fround(own + before) + behind) / 3;
    const count = 1 + Number(before !== 0) + Number(behind !== 0);
    return Math.fround(Math.fround(own + before) + behind) / count;
  });
}

/** Without the zeros. */
export function nonZero(contour: Contour): Float32Array {
  return Float32Array.from(contour).filter((value) => value !== 0);
}

/** Mean, and population deviation over the mean (0 where there is none). */
export function moments(contour: Contour): { mean: number; variation: number } {
  const { length } = contour;
  if (length === 0) return { mean: 0, variation: 0 };
  let sum = 0;
  for (let i = 0; i < length; i++) sum += contour[i];
  const mean = Math.fround(sum / length);
  let square = 0;
  for (let i = 0; i < length; i++) square += (contour[i] - mean) ** 2;
  const deviation = Math.sqrt(square / length);
  return { mean, variation: deviation === 0 ? 0 : deviation / (mean || 1) };
}

/** Percentile `share` (0 to 1) with linear interpolation; 0 of nothing. */
function percentile(sorted: Contour, share: number): number {
  if (sorted.length === 0) return 0;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/**
 * Mean, variation, 20th, 50th and 80th percentile, 80th less 20th, then mean and deviation of rising
 * slopes and of falling ones, per second: ten values.
 */
export function contourStatistics(contour: Contour): number[] {
  const { mean, variation } = moments(contour);
  const sorted = Float32Array.from(contour).sort();
  const [low, middle, high] = [0.2, 0.5, 0.8].map((share) => percentile(sorted, share));
  const { rising, falling } = slopes(contour);
  return [mean, variation, low, middle, high, Math.abs(high - low), ...rising, ...falling];
}

/** A turning point. */
interface Turn {
  isMaximum: boolean;
  at: number;
  value: number;
}

/** Of the contour's range, what a turn must be. */
const LEAST_TURN = 0.1;
/** How much higher a peak on the same rise must be to take the place of the one before. */
const HIGHER = 1.05;

/**
 * Maxima and minima that alternate and differ by a tenth of the contour's range or more, none of
 * them within two values of the ends.
 */
export function turningPoints(contour: Contour): Turn[] {
  const turns: Turn[] = [];
  for (let at = 2; at < contour.length - 2; at++) {
    const value = contour[at];
    if (value > contour[at - 1] && value > contour[at + 1]) {
      turns.push({ isMaximum: true, at, value });
    } else if (value < contour[at - 1] && value < contour[at + 1]) {
      turns.push({ isMaximum: false, at, value });
    }
  }
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < contour.length; i++) {
    low = Math.min(low, contour[i]);
    high = Math.max(high, contour[i]);
  }
  const least = Math.fround(Math.fround(LEAST_TURN) * Math.fround(high - low));
  return alternating(
    withoutShallowMinima(withoutSmallPeaks(turns, contour[0], least), contour[0], least),
  );
}

const isBelow = (difference: number, least: number) => Math.fround(difference) < least;

/** Drops maxima that rise too little from the turn and the minimum before them. */
function withoutSmallPeaks(turns: Turn[], first: number, least: number): Turn[] {
  const dropped = new Set<Turn>();
  let previous = first;
  let minimum = first;
  let maximum = first;
  let lastMaximum: Turn | undefined;
  let afterMinimum = false;
  for (const turn of turns) {
    const { value } = turn;
    const isSmall = isBelow(Math.abs(value - previous), least);
    if (!turn.isMaximum) {
      if (!isSmall) [afterMinimum, minimum] = [true, value];
    } else if (!isSmall) {
      [afterMinimum, maximum, lastMaximum] = [false, value, turn];
    } else if (isBelow(value - minimum, least)) {
      dropped.add(turn);
    } else {
      if (value > maximum * HIGHER) {
        if (lastMaximum) dropped.add(lastMaximum);
        [maximum, lastMaximum] = [value, turn];
      } else if (afterMinimum) {
        [maximum, lastMaximum] = [value, turn];
      } else {
        dropped.add(turn);
      }
      afterMinimum = false;
    }
    previous = value;
  }
  return turns.filter((turn) => !dropped.has(turn));
}

/** Drops minima that fall too little from the maximum before them. */
function withoutShallowMinima(turns: Turn[], first: number, least: number): Turn[] {
  let maximum = first;
  return turns.filter(({ isMaximum, value }) => {
    if (isMaximum) maximum = value;
    return isMaximum || !isBelow(maximum - value, least);
  });
}

/** Of neighbours of one kind keeps the highest maximum, the lowest minimum, the first of equals. */
function alternating(turns: Turn[]): Turn[] {
  const kept: Turn[] = [];
  for (const turn of turns) {
    const last = kept.at(-1);
    if (last?.isMaximum !== turn.isMaximum) kept.push(turn);
    else if (turn.isMaximum ? turn.value > last.value : turn.value < last.value) {
      kept[kept.length - 1] = turn;
    }
  }
  return kept;
}

const HOP = Math.fround(HOP_S);

/**
 * Mean and deviation of the slopes from turning point to turning point, per second. What comes
 * before the first turn starts at the first value; the last slope ends at the last value, and its
 * distance from the mean is left out of the deviation, as in openSMILE.
 */
function slopes(contour: Contour): { rising: number[]; falling: number[] } {
  const { length } = contour;
  const rising: number[] = [];
  const falling: number[] = [];
  if (length === 0) return { rising: [0, 0], falling: [0, 0] };
  const turns = turningPoints(contour);
  let maximum = { at: 0, value: contour[0] };
  let minimum = maximum;
  for (const turn of turns) {
    if (turn.isMaximum) maximum = turn;
    else minimum = turn;
    const duration = Math.abs(maximum.at - minimum.at) * HOP;
    (turn.isMaximum ? rising : falling).push((maximum.value - minimum.value) / duration);
  }
  const last = turns.at(-1);
  const end = contour[length - 1];
  const ends: { rising: number[]; falling: number[] } = { rising: [], falling: [] };
  if (last !== undefined) {
    const slope = (end - last.value) / ((length - 1 - last.at) * HOP);
    (last.isMaximum ? ends.falling : ends.rising).push(slope);
  } else {
    const slope = (end - contour[0]) / length;
    if (slope !== 0) (slope > 0 ? ends.rising : ends.falling).push(slope);
  }
  return {
    rising: slopeMoments(rising, ends.rising),
    falling: slopeMoments(falling, ends.falling),
  };
}

function slopeMoments(own: number[], ends: number[]): number[] {
  const all = [...own, ...ends];
  const count = Math.max(1, all.length);
  const mean = all.reduce((sum, slope) => sum + slope, 0) / count;
  const square = own.reduce((sum, slope) => sum + (slope - mean) ** 2, 0);
  return [mean, Math.sqrt(square / count)];
}

/** Maxima per second. */
export function peaksPerSecond(contour: Contour): number {
  if (contour.length === 0) return 0;
  const peaks = turningPoints(contour).filter(({ isMaximum }) => isMaximum).length;
  return peaks / (contour.length * HOP);
}

/** Frames that a stretch must have at least, and frames that end it. */
const LEAST_STRETCH = 3;
const ENDING = 2;

/** Stretches of frames. */
export interface Stretches {
  perSecond: number;
  /** Seconds. */
  meanS: number;
  deviationS: number;
}

/**
 * Stretches of frames that are voiced (not 0), or not: of three such frames or more; two others in
 * a row end one, and do so before the third. A stretch's length is one frame less than it has, as
 * openSMILE counts.
 */
export function stretches(contour: Contour, isVoiced: boolean): Stretches {
  const lengths: number[] = [];
  let start = 0;
  let state: "outside" | "starting" | "inside" = "outside";
  let inside = 0;
  let outside = 0;
  for (let i = 0; i < contour.length; i++) {
    if ((contour[i] !== 0) === isVoiced) {
      if (state === "outside") {
        inside++;
        start = i;
        state = "starting";
      } else if (state === "starting") {
        outside = 0;
        if (++inside >= LEAST_STRETCH) [state, inside] = ["inside", 0];
      } else {
        outside = 0;
      }
    } else if (state !== "outside") {
      if (state === "inside") inside = 0;
      if (++outside < ENDING) continue;
      if (state === "inside") lengths.push(i - outside - start);
      [state, inside, outside] = ["outside", 0, 0];
    }
  }
  if (state === "inside") lengths.push(contour.length - (outside + 1) - start);
  const count = lengths.length;
  const sum = lengths.reduce((total, length) => total + length, 0);
  const mean = count > 1 ? sum / count : sum;
  const square = lengths.reduce((total, length) => total + (length - mean) ** 2, 0);
  return {
    perSecond: contour.length ? count / (HOP * contour.length) : 0,
    meanS: mean * HOP,
    deviationS: count > 1 ? Math.sqrt(square / count) * HOP : 0,
  };
}
