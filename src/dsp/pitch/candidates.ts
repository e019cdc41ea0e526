import { UserError } from "../../base/user_error.ts";
import { createPairCorrelation, interpolateEven, SINC_DEPTH } from "./autocorrelation.ts";

/** Where pitch is looked for. */
interface PitchRange {
  /** Of the samples. */
  sampleRateHz: number;
  /** The lowest pitch that is looked for; a frame is three of its periods long. */
  lowestHz: number;
  /** At most half the sampling rate. */
  highestHz: number;
  /** From one frame to the next. */
  hopSamples: number;
}

/** A pitch that a frame may have. */
export interface PitchCandidate {
  pitchHz: number;
  /** The normalised autocorrelation at its period, at most 1, which a periodic frame has. */
  strength: number;
}

/** What one frame may be. */
export interface PitchCandidates {
  /** The frame's greatest amplitude over that of the whole sound, 0 to 1. */
  loudness: number;
  /** Of least period first. */
  candidates: PitchCandidate[];
}

const PERIODS = 3;
/** Weaker peaks than this are none: half of Praat's voicing threshold. */
const LEAST_STRENGTH = 0.225;
/** Steps in which a peak is closed in on, in samples. */
const CLOSER = [0.2, 0.05];

/**
 * Prepares the candidates of Boersma 1993 ("Accurate short-term analysis of the fundamental
 * frequency and the harmonics-to-noise ratio of a sampled sound", Proceedings of the Institute of
 * Phonetic Sciences 17, steps 3.2 to 3.9): peaks of the autocorrelation of a frame under a Hann
 * window, over the window's own, refined by sinc interpolation.
 *
 * The function takes how many frames are wanted and where the first is centred (at sample 0 by
 * default); outside of the signal all is zero. Throws a UserError where the pitches do not fit.
 *
 * @example
 * ```ts
 * const candidates = createPitchCandidates({
 *   ...{ sampleRateHz: 16_000, lowestHz: 60, highestHz: 600, hopSamples: 160 },
 * })(samples, frames);
 * ```
 */
export function createPitchCandidates(
  { sampleRateHz, lowestHz, highestHz, hopSamples }: PitchRange,
): (samples: Float32Array, frames: number, firstCentre?: number) => PitchCandidates[] {
  if (!(lowestHz > 0 && lowestHz < highestHz && highestHz <= sampleRateHz / 2)) {
    throw new UserError(
      `Expected pitches above 0 and up to half of ${sampleRateHz} Hz, but found ${lowestHz} to ` +
        `${highestHz} Hz`,
    );
  }
  const period = Math.floor(sampleRateHz / lowestHz);
  const frame = windowOf(2 * (Math.floor((PERIODS * sampleRateHz) / lowestHz / 2) - 1));
  const lags = {
    shortest: Math.max(2, Math.floor(sampleRateHz / highestHz)),
    longest: period + 2,
  };
  const reach = lags.longest + SINC_DEPTH + 1;
  const correlate = createPairCorrelation(frame.length, reach);
  const ownCorrelation = correlate(frame, 0, 0).slice(0, 2 * (reach + 1));
  const pair = new Float32Array(2 * frame.length);
  const normalised = new Float64Array(reach + 1);
  return (samples, frames, firstCentre = 0) => {
    const peak = greatestAround(samples, mean(samples, 0, samples.length));
    const found: PitchCandidates[] = [];
    for (let at = 0; at < frames; at += 2) {
      const centres = [at, at + 1].map((frame) => firstCentre + frame * hopSamples);
      const loudest = centres.map((centre, part) =>
        cut(samples, centre, { window: frame, period, out: pair.subarray(part * frame.length) })
      );
      const correlations = correlate(pair, 0, frame.length);
      for (let part = 0; part < 2 && at + part < frames; part++) {
        for (let lag = 0; lag <= reach; lag++) {
          const own = ownCorrelation[2 * lag] / ownCorrelation[0];
          normalised[lag] = correlations[2 * lag + part] / (correlations[part] * own);
        }
        found.push({
          loudness: peak > 0 ? Math.min(1, loudest[part] / peak) : 0,
          candidates: correlations[part] > 0 ? peaksOf(normalised, lags, sampleRateHz) : [],
        });
      }
    }
    return found;
  };
}

/** Hann's window as Praat samples it: no value is zero. */
function windowOf(length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => (1 - Math.cos((2 * Math.PI * (n + 1)) / (length + 1))) / 2,
  );
}

/** Over what of the samples from `start` to `end` there is; 0 for none. */
function mean(samples: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let n = Math.max(0, start); n < Math.min(end, samples.length); n++) sum += samples[n];
  return sum / (end - start || 1);
}

function greatestAround(samples: Float32Array, middle: number): number {
  return samples.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0);
}

/**
 * Writes the frame less its local mean (over two longest periods) times the window; returns the
 * greatest amplitude within half a period of the centre.
 */
function cut(
  samples: Float32Array,
  centre: number,
  { window, period, out }: { window: Float32Array; period: number; out: Float32Array },
): number {
  const half = window.length / 2;
  const start = centre - half;
  const middle = mean(samples, centre - period, centre + period);
  for (let n = 0; n < window.length; n++) {
    const isInside = start + n >= 0 && start + n < samples.length;
    out[n] = isInside ? (samples[start + n] - middle) * window[n] : 0;
  }
  const near = Math.floor(period / 2) + 1;
  return greatestAround(out.subarray(Math.max(0, half - near), half + near), 0);
}

function peaksOf(
  correlation: Float64Array,
  { shortest, longest }: { shortest: number; longest: number },
  sampleRateHz: number,
): PitchCandidate[] {
  const found: PitchCandidate[] = [];
  for (let lag = shortest; lag < longest; lag++) {
    const [before, here, after] = correlation.subarray(lag - 1, lag + 2);
    if (here < LEAST_STRENGTH || here <= before || here < after) continue;
    let place = vertex(lag, 1, [before, here, after]);
    for (const step of CLOSER) {
      const around = [-step, 0, step].map((off) => interpolateEven(correlation, place + off));
      place = vertex(place, step, around);
    }
    const strength = interpolateEven(correlation, place);
    // Above 1, where the window's edge rings, it is the less to be believed the higher it is.
    found.push({
      pitchHz: sampleRateHz / place,
      strength: strength > 1 ? 1 / strength : strength,
    });
  }
  return found;
}

/** Of the parabola through three values `step` apart around `place`, at most one step away. */
function vertex(place: number, step: number, [before, here, after]: number[]): number {
  const curvature = 2 * here - before - after;
  if (!(curvature > 0)) return place;
  const shift = (after - before) / 2 / curvature;
  return place + step * Math.max(-1, Math.min(1, shift));
}
