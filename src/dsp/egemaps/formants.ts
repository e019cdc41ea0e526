/**
 * Formants of 20 ms frames by linear prediction of order 11 at 11 kHz.
 *
 * Two things follow openSMILE, to whose values models of eGeMAPS are fitted, and not the textbook:
 * the sound at 11 kHz comes from the spectrum's bins below 3.4 kHz alone (as many numbers as the
 * frame has samples then, where those up to 5.5 kHz would take more), and the formants are the
 * roots of 2 - A(z) for the prediction error filter A(z), whose coefficients lose their sign there.
 */
import { createInverseTransform } from "../kernels/inverse_transform.ts";
import { polynomialRoots } from "./polynomial_roots.ts";
import { type FrameSpectra, transformLength } from "./spectra.ts";

/** Contours of one clip, [formant][frame], hertz; 0 where there are fewer formants. */
export interface Formants {
  frequency: Float32Array[];
  bandwidth: Float32Array[];
}

/** How many are kept. */
export const FORMANTS = 5;

const RATE_HZ = 11_000;
const ORDER = 11;
const LOWEST_HZ = 50;
const HIGHEST_HZ = 5450;

/**
 * Prepares formants of frames of `length` samples at `sampleRateHz`, of those alone for which
 * `isWanted`; spectra with real and imaginary parts.
 */
export function createFormants(
  length: number,
  sampleRateHz: number,
): (spectra: FrameSpectra, isWanted: (frame: number) => boolean) => Formants {
  const resample = createFrameResampler(length, sampleRateHz);
  return ({ frames, bins, complex }, isWanted) => {
    const contours = () => Array.from({ length: FORMANTS }, () => new Float32Array(frames));
    const formants: Formants = { frequency: contours(), bandwidth: contours() };
    for (let frame = 0; frame < frames; frame++) {
      if (!isWanted(frame)) continue;
      const sound = resample(complex.subarray(2 * frame * bins, 2 * (frame + 1) * bins));
      const filter = predictionFilter(autocorrelation(sound));
      if (filter === undefined) continue;
      for (const [i, { frequencyHz, bandwidthHz }] of formantsOf(filter).entries()) {
        formants.frequency[i][frame] = frequencyHz;
        formants.bandwidth[i][frame] = bandwidthHz;
      }
    }
    return formants;
  };
}

/** Prepares frames at 11 kHz from spectra at `sampleRateHz`. */
function createFrameResampler(
  length: number,
  sampleRateHz: number,
): (complex: Float32Array) => Float32Array {
  const size = transformLength(length);
  const samples = Math.round((length * RATE_HZ) / sampleRateHz);
  return createInverseTransform({
    samples,
    bins: Math.floor(Math.min(size, samples) / 2),
    period: (samples * size) / length,
    divisor: size / 2,
  });
}

/** Lags 0 to the order, in single precision: the spectrum's empty top makes digits count. */
function autocorrelation(sound: Float32Array): Float32Array {
  const out = new Float32Array(ORDER + 1);
  for (let lag = 0; lag <= ORDER; lag++) {
    let sum = 0;
    for (let i = lag; i < sound.length; i++) {
      sum = Math.fround(sum + Math.fround(sound[i] * sound[i - lag]));
    }
    out[lag] = sum;
  }
  return out;
}

/**
 * a of A(z) = 1 + Σ a[i] z^-(i+1) by Durbin's recursion, in single precision; undefined for
 * silence.
 */
function predictionFilter(correlation: Float32Array): Float32Array | undefined {
  if (correlation[0] === 0) return undefined;
  const { fround } = Math;
  const filter = new Float32Array(ORDER);
  let error = correlation[0];
  for (let m = 1; m <= ORDER && error !== 0; m++) {
    let sum = correlation[m];
    for (let i = 1; i < m; i++) sum = fround(sum + fround(filter[i - 1] * correlation[m - i]));
    const reflection = fround(fround(-1 / error) * sum);
    const before = filter.slice(0, m - 1);
    for (let i = 0; i < m - 1; i++) {
      filter[i] = before[i] + fround(reflection * before[m - 2 - i]);
    }
    filter[m - 1] = reflection;
    error = fround(error * fround(1 - fround(reflection * reflection)));
  }
  return filter;
}

/** By rising frequency. */
function formantsOf(filter: Float32Array): { frequencyHz: number; bandwidthHz: number }[] {
  const { re, im } = polynomialRoots([1, ...Array.from(filter, (value) => -value)]);
  return Array.from(re, (real, i) => ({ real, imaginary: im[i] }))
    .filter(({ imaginary }) => imaginary > 0)
    .map(({ real, imaginary }) => ({
      frequencyHz: (Math.atan2(imaginary, real) * RATE_HZ) / (2 * Math.PI),
      // A root outside the unit circle counts as its mirror image inside.
      bandwidthHz: (Math.abs(Math.log(Math.hypot(real, imaginary))) * RATE_HZ) / Math.PI,
    }))
    .filter(({ frequencyHz }) => frequencyHz >= LOWEST_HZ && frequencyHz <= HIGHEST_HZ)
    .sort((a, b) => a.frequencyHz - b.frequencyHz)
    .slice(0, FORMANTS);
}
