import type { FeatureConfig } from "./feature_config.ts";

/** Features of one clip, as many frames as it has. */
export interface ClipFrames {
  /** [frames, bins], row-major. */
  values: Float32Array;
  /** How many rows. */
  frames: number;
  /** How many numbers a frame has. */
  bins: number;
  /** What stands for silence, to pad with: one number, or one a bin. */
  floor: number | Float32Array;
}

/** The columns of `parts`, which have equally many frames, in one table, with their floors. */
export function appendColumns(parts: ClipFrames[]): ClipFrames {
  const [{ frames }] = parts;
  const bins = parts.reduce((sum, part) => sum + part.bins, 0);
  const values = new Float32Array(frames * bins);
  const floor = new Float32Array(bins);
  let place = 0;
  for (const part of parts) {
    for (let frame = 0; frame < frames; frame++) {
      const row = part.values.subarray(frame * part.bins, (frame + 1) * part.bins);
      values.set(row, frame * bins + place);
    }
    if (typeof part.floor === "number") floor.fill(part.floor, place, place + part.bins);
    else floor.set(part.floor, place);
    place += part.bins;
  }
  return { values, frames, bins, floor };
}

/**
 * Writes a clip's features into `out` ([frames, bins], row-major): the frames that do not fit are
 * dropped, missing ones filled with their floor. With alignment "start" that happens at the end,
 * with "centre" at both ends (one more at the end where it is odd).
 */
export function fitFrames(
  { values, frames: found, bins, floor }: ClipFrames,
  { frames, alignment }: Pick<FeatureConfig, "frames" | "alignment">,
  out: Float32Array,
): void {
  const surplus = found - frames;
  const skipped = alignment === "start" ? 0 : Math.floor(Math.abs(surplus) / 2);
  if (surplus >= 0) {
    out.set(values.subarray(skipped * bins, (skipped + frames) * bins));
    return;
  }
  if (typeof floor === "number") out.fill(floor);
  else for (let frame = 0; frame < frames; frame++) out.set(floor, frame * bins);
  out.set(values, skipped * bins);
}

/** Frames that a derivative is fitted over, librosa's default. */
const WIDTH = 9;

/**
 * The first (`order` 1) or second derivative of each column of [frames, bins] over time, per frame
 * and per frame squared: those of the polynomial of that order through 9 frames, with least squares
 * (Savitzky and Golay 1964). At both ends the first and the last whole 9 frames speak for the rest,
 * as in `librosa.feature.delta(mode="interp")`. Clips of fewer than 9 frames take as many as they
 * have (an odd number); with too few for the polynomial the derivative is 0.
 *
 * @example
 * ```ts
 * const deltas = derivatives(coefficients, frames, 13, 1);
 * ```
 */
export function derivatives(
  values: Float32Array,
  frames: number,
  bins: number,
  order: 1 | 2,
): Float32Array {
  const out = new Float32Array(frames * bins);
  const half = (Math.min(WIDTH, frames % 2 ? frames : frames - 1) - 1) / 2;
  if (half < 1) return out;
  const weights = order === 1 ? slopeWeights(half) : curvatureWeights(half);
  for (let frame = half; frame < frames - half; frame++) {
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      for (let i = -half; i <= half; i++) {
        sum += weights[half + i] * values[(frame + i) * bins + bin];
      }
      out[frame * bins + bin] = sum;
    }
  }
  const [first, last] = [half * bins, (frames - half - 1) * bins];
  for (let i = 0; i < half; i++) {
    out.copyWithin(i * bins, first, first + bins);
    out.copyWithin((frames - 1 - i) * bins, last, last + bins);
  }
  return out;
}

/** Frames on either side that a regression is over, HTK's default. */
const REGRESSION_FRAMES = 2;

/**
 * Delta regression of each column of [frames, bins]: Σ i (x[t + i] - x[t - i]) / 2 Σ i² over i = 1
 * and 2, the slope per frame of a line through five frames, where the first and the last frame stand
 * for those beyond the ends (The HTK Book, section 5.6, eq. 5.16; openSMILE's cDeltaRegression).
 * Applied twice it gives HTK's acceleration.
 *
 * @example
 * ```ts
 * const deltas = regressionDeltas(bands, frames, 64);
 * ```
 */
export function regressionDeltas(
  values: Float32Array,
  frames: number,
  bins: number,
): Float32Array {
  const squares = [...new Array(REGRESSION_FRAMES).keys()].map((i) => (i + 1) ** 2);
  const divisor = 2 * squares.reduce((sum, square) => sum + square, 0);
  const out = new Float32Array(frames * bins);
  for (let frame = 0; frame < frames; frame++) {
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      for (let i = 1; i <= REGRESSION_FRAMES; i++) {
        const after = Math.min(frames - 1, frame + i) * bins + bin;
        const before = Math.max(0, frame - i) * bins + bin;
        sum += i * (values[after] - values[before]);
      }
      out[frame * bins + bin] = sum / divisor;
    }
  }
  return out;
}

/** i / Σ i²: the slope of the line through values at i = -half … half. */
function slopeWeights(half: number): number[] {
  const places = placesAround(half);
  const squares = places.reduce((sum, i) => sum + i * i, 0);
  return places.map((i) => i / squares);
}

/** Twice the square's coefficient in the parabola: 2 (i² - m) / Σ (i² - m)², m the mean of i². */
function curvatureWeights(half: number): number[] {
  const squares = placesAround(half).map((i) => i * i);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const spread = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0);
  return squares.map((square) => (2 * (square - mean)) / spread);
}

function placesAround(half: number): number[] {
  return Array.from({ length: 2 * half + 1 }, (_, place) => place - half);
}

/**
 * The root mean square of `frames` frames of `frameSamples`, `hopSamples` apart, the first centred
 * at `firstCentre`; outside of the signal all is zero. [frames], as
 * `librosa.feature.rms(pad_mode="constant")` computes it.
 *
 * @example
 * ```ts
 * const levels = frameLevels(samples, frames, { frameSamples: 512, hopSamples: 160 });
 * ```
 */
export function frameLevels(
  samples: Float32Array,
  frames: number,
  { frameSamples, hopSamples, firstCentre = 0 }: {
    frameSamples: number;
    hopSamples: number;
    firstCentre?: number;
  },
): Float32Array {
  return Float32Array.from({ length: frames }, (_, frame) => {
    const start = firstCentre - Math.floor(frameSamples / 2) + frame * hopSamples;
    const end = Math.min(start + frameSamples, samples.length);
    let sum = 0;
    for (let n = Math.max(0, start); n < end; n++) sum += samples[n] ** 2;
    return Math.sqrt(sum / frameSamples);
  });
}

/** Active speech is within so much of the loudest frame. */
const ACTIVE_DB = 35;
const FRAME_S = 0.032;
/** Silence stays silence: nothing is raised by more than this. */
const MOST_GAIN_DB = 60;

/**
 * Samples whose root mean square, over the frames of 32 ms within 35 dB of the loudest, is
 * `levelDb` of full scale. Peaks may go beyond full scale. A clip of silence is returned as it is.
 *
 * @example
 * ```ts
 * const quiet = levelClip(samples, { sampleRateHz: 16_000, levelDb: -25 });
 * ```
 */
export function levelClip(
  samples: Float32Array,
  { sampleRateHz, levelDb }: { sampleRateHz: number; levelDb: number },
): Float32Array {
  const size = Math.max(1, Math.round(FRAME_S * sampleRateHz));
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += size) {
    const frame = samples.subarray(start, start + size);
    powers.push(frame.reduce((sum, value) => sum + value * value, 0) / frame.length);
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  if (loudest === 0) return samples;
  const heard = powers.filter((power) => power >= loudest * 10 ** (-ACTIVE_DB / 10));
  const found = heard.reduce((sum, power) => sum + power, 0) / heard.length;
  const gainDb = Math.min(MOST_GAIN_DB, levelDb - 10 * Math.log10(found));
  const gain = 10 ** (gainDb / 20);
  return samples.map((value) => gain * value);
}
