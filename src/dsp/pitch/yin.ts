import { UserError } from "../../base/user_error.ts";
import { padSignal } from "../stft.ts";
import { createPairCorrelation } from "./autocorrelation.ts";

/** Where pitch is looked for. */
export interface YinOptions {
  /** Of the samples. */
  sampleRateHz: number;
  /** The lowest pitch that is looked for. */
  lowestHz: number;
  /** At most half the sampling rate. */
  highestHz: number;
  /** A frame should hold two or more periods of the lowest pitch. */
  frameSamples: number;
  /** From one frame to the next. */
  hopSamples: number;
  /** The shortest period whose normalised difference has a trough below this is taken; 0.1. */
  troughThreshold?: number;
}

/** Pitch over time. */
export interface PitchTrack {
  /** Hertz, [frames]; also where there is no voice, where it has no meaning. */
  pitchHz: Float32Array;
  /** 0 for a periodic frame to 1 for noise and silence, [frames]. */
  aperiodicity: Float32Array;
}

/**
 * Prepares YIN (de Cheveigné and Kawahara 2002) as `librosa.yin(pad_mode="constant")` computes it:
 * the difference function d(τ) = 2 (r(0) - r(τ)) - Σ_{n<τ} x[n]² by the frame's autocorrelation r,
 * d'(τ) = d(τ) / mean of d(1) … d(τ), the first trough of d' below the threshold or else its least
 * value, refined by a parabola. Aperiodicity is 1 - 2 r(τ) / Σ (x[n]² + x[n+τ]²) at the lag found
 * (McLeod and Wyvill 2005), which unlike d' does not depend on how long the lag is.
 *
 * The function takes how many frames are wanted and where the first is centred (at sample 0 by
 * default); outside of the signal all is zero. Throws a UserError where the pitches do not fit.
 *
 * @example
 * ```ts
 * const yin = createYin({
 *   ...{ sampleRateHz: 16_000, lowestHz: 60, highestHz: 600, frameSamples: 1024, hopSamples: 160 },
 * });
 * const { pitchHz, aperiodicity } = yin(samples, frames);
 * ```
 */
export function createYin(
  options: YinOptions,
): (samples: Float32Array, frames: number, firstCentre?: number) => PitchTrack {
  const { sampleRateHz, frameSamples, hopSamples, troughThreshold = 0.1 } = options;
  const lags = periodRange(options);
  const correlate = createPairCorrelation(frameSamples, lags.longest);
  const energies = new Float64Array(frameSamples + 1);
  const differences = new Float64Array(lags.longest - lags.shortest + 1);
  return (samples, frames, firstCentre = 0) => {
    const pitchHz = new Float32Array(frames);
    const aperiodicity = new Float32Array(frames);
    // Half a frame of padding puts the first centre into the first frame's middle.
    const padding = Math.floor(frameSamples / 2);
    const startOf = (frame: number) => firstCentre + frame * hopSamples;
    const length = Math.max(samples.length + 2 * padding, startOf(frames) + frameSamples);
    const padded = new Float32Array(length);
    padSignal(samples, padded, padding, "constant");
    let correlations: Float64Array = new Float64Array();
    for (let frame = 0; frame < frames; frame++) {
      const part = frame % 2;
      if (part === 0) correlations = correlate(padded, startOf(frame), startOf(frame + 1));
      sumEnergies(padded, startOf(frame), energies);
      const correlationAt = (lag: number) => correlations[2 * lag + part];
      normaliseDifferences(differences, lags, correlationAt, energies);
      const place = findTrough(differences, troughThreshold);
      const lag = lags.shortest + place;
      pitchHz[frame] = sampleRateHz / (lag + parabolicShift(differences, place));
      const both = energies[frameSamples - lag] + energies[frameSamples] - energies[lag];
      const periodic = both > 0 ? (2 * correlationAt(lag)) / both : 0;
      aperiodicity[frame] = Math.min(1, Math.max(0, 1 - periodic));
    }
    return { pitchHz, aperiodicity };
  };
}

/** Periods in samples. */
interface Lags {
  shortest: number;
  longest: number;
}

function periodRange({ sampleRateHz, lowestHz, highestHz, frameSamples }: YinOptions): Lags {
  const shortest = Math.floor(sampleRateHz / highestHz);
  const longest = Math.ceil(sampleRateHz / lowestHz);
  if (lowestHz > 0 && lowestHz < highestHz && shortest >= 2 && longest < frameSamples - 1) {
    return { shortest, longest };
  }
  throw new UserError(
    `Expected pitches above 0 and up to half of ${sampleRateHz} Hz, the lowest with a period within ` +
      `${frameSamples} samples, but found ${lowestHz} to ${highestHz} Hz`,
  );
}

/** energies[n] becomes the sum of squares of the frame's first n samples. */
function sumEnergies(samples: Float32Array, start: number, energies: Float64Array): void {
  for (let n = 1; n < energies.length; n++) {
    energies[n] = energies[n - 1] + samples[start + n - 1] ** 2;
  }
}

/** Keeps the quotient finite where all differences are zero, as numpy's smallest normal number. */
const TINY = 2 ** -1022;

/** d'(τ) at the lags from shortest to longest. */
function normaliseDifferences(
  differences: Float64Array,
  { shortest, longest }: Lags,
  correlationAt: (lag: number) => number,
  energies: Float64Array,
): void {
  let sum = 0;
  for (let lag = 1; lag <= longest; lag++) {
    const difference = 2 * (correlationAt(0) - correlationAt(lag)) - energies[lag];
    sum += difference;
    if (lag >= shortest) differences[lag - shortest] = difference / (sum / lag + TINY);
  }
}

/** The place of the first trough below `threshold`, else of the least value. */
function findTrough(differences: Float64Array, threshold: number): number {
  let least = 0;
  for (let place = 0; place < differences.length; place++) {
    const value = differences[place];
    const falls = place === 0 || value < differences[place - 1];
    const rises = place === differences.length - 1 ||
      (place === 0 ? value < differences[1] : value <= differences[place + 1]);
    if (falls && rises && value < threshold) return place;
    if (value < differences[least]) least = place;
  }
  return least;
}

/** How far the vertex of the parabola through three neighbours lies from `place`; 0 at the ends. */
function parabolicShift(differences: Float64Array, place: number): number {
  if (place === 0 || place === differences.length - 1) return 0;
  const [before, here, after] = differences.subarray(place - 1, place + 2);
  const curvature = before + after - 2 * here;
  const slope = (after - before) / 2;
  return Math.abs(slope) >= Math.abs(curvature) ? 0 : -slope / curvature;
}
