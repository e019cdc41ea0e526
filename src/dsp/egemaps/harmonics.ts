/**
 * The voice's harmonics: their heights relative to the first one's, those of formants, and the
 * power of what repeats itself over that of what does not.
 */
import { FORMANTS, type Formants } from "./formants.ts";
import { parabolaPeak } from "./parabola.ts";
import { createSinglePrecisionFft } from "./single_precision_fft.ts";
import type { FrameSpectra } from "./spectra.ts";

/** Contours of one clip, each [frames], in decibels. */
export interface Harmonics {
  /** Harmonics-to-noise ratio by autocorrelation; 0 where unvoiced. */
  noiseRatio: Float32Array;
  /** The second harmonic over the third, which openSMILE calls H1 and H2; 0 where unvoiced. */
  h1MinusH2: Float32Array;
  /** The second harmonic over the strongest near the third formant; 0 where unvoiced. */
  h1MinusA3: Float32Array;
  /**
   * The strongest harmonic near formants 1 to 3 over the first harmonic, [formant][frame]; -201
   * where unvoiced, 0 where there is none.
   */
  formantLevel: Float32Array[];
}

/** Harmonics that are looked for. */
const COUNT = 100;
/** Level of what is not there, and the lowest of what is. */
const MISSING_DB = -201;
const LEAST_DB = -200;
/** Formants whose levels are told. */
const LEVELS = 3;
/** A formant's harmonics lie within this share of its frequency. */
const NEAR = 0.2;
const LARGEST_RATIO = 10e10;
const LEAST_RATIO = 10e-10;

/** Prepares harmonics of spectra with so many bins. */
export function createHarmonics(
  bins: number,
  spacingHz: number,
): (spectra: FrameSpectra, f0: Float32Array, formants: Formants) => Harmonics {
  const autocorrelation = createAutocorrelation(bins);
  const sampleRateHz = 2 * (bins - 1) * spacingHz;
  return ({ magnitudes }, f0, formants) => {
    const frames = f0.length;
    const contour = () => new Float32Array(frames);
    const out: Harmonics = {
      noiseRatio: contour(),
      h1MinusH2: contour(),
      h1MinusA3: contour(),
      formantLevel: Array.from({ length: LEVELS }, () => contour().fill(MISSING_DB)),
    };
    for (let frame = 0; frame < frames; frame++) {
      if (f0[frame] === 0) continue;
      const row = magnitudes.subarray(frame * bins, (frame + 1) * bins);
      out.noiseRatio[frame] = noiseRatio(
        autocorrelation(row),
        Math.floor(sampleRateHz / f0[frame]),
      );
      const harmonics = findHarmonics(row, f0[frame], spacingHz);
      const ofFormants = Array.from(
        { length: FORMANTS },
        (_, i) => strongestNear(harmonics, formants.frequency[i][frame]),
      );
      const first = harmonics[1].levelDb;
      out.h1MinusH2[frame] = limited(first - harmonics[2].levelDb);
      const third = ofFormants[2];
      out.h1MinusA3[frame] = limited(third ? first - third.levelDb : first + MISSING_DB);
      for (let i = 0; i < LEVELS; i++) {
        out.formantLevel[i][frame] = ofFormants[i]?.levelDb ?? 0;
      }
    }
    return out;
  };
}

const limited = (decibels: number) => Math.max(MISSING_DB, Math.min(-MISSING_DB, decibels));

/** Prepares |autocorrelation| of frames by the inverse transform of their power; [bins]. */
function createAutocorrelation(bins: number): (magnitudes: Float32Array) => Float32Array {
  const size = 2 * (bins - 1);
  const { inverseOfReal } = createSinglePrecisionFft(size);
  const power = new Float32Array(bins);
  const correlation = new Float32Array(size);
  const out = new Float32Array(bins);
  return (magnitudes) => {
    for (let bin = 0; bin < bins; bin++) power[bin] = magnitudes[bin] * magnitudes[bin];
    inverseOfReal(power, correlation);
    for (let lag = 0; lag < bins; lag++) out[lag] = Math.abs(correlation[lag]) / bins;
    return out;
  };
}

/** Of the peak next to the lag that the pitch says. */
function noiseRatio(correlation: Float32Array, lag: number): number {
  const at = nearestPeak(correlation, lag);
  if (at <= 0) return 0;
  const noise = correlation[0] - correlation[at];
  const ratio = noise === 0 ? LARGEST_RATIO : correlation[at] / noise;
  return 10 * Math.log10(Math.max(LEAST_RATIO, Math.min(LARGEST_RATIO, ratio)));
}

function isPeak(values: Float32Array, at: number): boolean {
  const last = values.length - 1;
  if (at < 0 || at > last) return false;
  return (at === 0 || values[at] > values[at - 1]) && (at === last || values[at] > values[at + 1]);
}

function nearestPeak(values: Float32Array, at: number): number {
  if (isPeak(values, at)) return at;
  const last = values.length - 1;
  for (let distance = 1; at - distance > 0 || at + distance < last; distance++) {
    if (at - distance > 0 && isPeak(values, at - distance)) return at - distance;
    if (at + distance < last && isPeak(values, at + distance)) return at + distance;
  }
  const isLower = values[0] > values[at];
  const isUpper = values[last] > values[at];
  if (isLower && isUpper) return at < values.length / 2 ? 0 : last;
  return isLower ? 0 : isUpper ? last : at;
}

/** One harmonic; zeros where it was not found. */
interface Harmonic {
  bin: number;
  hz: number;
  magnitude: number;
  /** At the top of the parabola through its peak. */
  peak: number;
  /** Over the first harmonic. */
  levelDb: number;
}

/** The bin nearest to a frequency, from `start` on; 0 where it lies above the last one. */
function binOf(hz: number, start: number, bins: number, spacingHz: number): number {
  for (let bin = Math.max(start, Math.floor(hz / spacingHz)); bin < bins; bin++) {
    const own = bin * spacingHz;
    if (own > hz) return own - hz > hz - (own - spacingHz) ? bin - 1 : bin;
  }
  return 0;
}

function findHarmonics(row: Float32Array, f0: number, spacingHz: number): Harmonic[] {
  const bins = row.length;
  const near = (factor: number, start: number) =>
    binOf(Math.fround(factor * f0), start, bins, spacingHz);
  let last = near(0.5, 1);
  const first = near(0.5, last);
  const harmonics: Harmonic[] = [];
  for (let i = 0; i < COUNT; i++) {
    const expected = near(i + 1, last);
    const at = peakAround(row, expected, near(i + 0.5, last), near(i + 1.5, expected));
    if (at >= first && at < bins - 1 && at > 0) {
      const point = (bin: number): [number, number] => [bin * spacingHz, row[bin]];
      const [hz, peak] = parabolaPeak(point(at - 1), point(at), point(at + 1));
      harmonics.push({
        bin: at,
        hz: Math.fround(hz),
        magnitude: row[at],
        peak: Math.fround(peak),
        levelDb: MISSING_DB,
      });
    } else {
      harmonics.push({ bin: expected, hz: 0, magnitude: 0, peak: 0, levelDb: MISSING_DB });
    }
    last = expected;
  }
  return withLevels(harmonics);
}

/** The peak nearest to `expected` within limits, at the same distance the upper one; or -1. */
function peakAround(row: Float32Array, expected: number, lower: number, upper: number): number {
  if (isPeak(row, expected)) return expected;
  for (let step = 1; expected - step >= lower || expected + step <= upper; step++) {
    if (expected + step <= upper && isPeak(row, expected + step)) return expected + step;
    if (expected - step >= lower && isPeak(row, expected - step)) return expected - step;
  }
  return -1;
}

/** Levels over the first harmonic; one that shares its bin with the one before it is none. */
function withLevels(harmonics: Harmonic[]): Harmonic[] {
  const first = harmonics[0].magnitude;
  const isLoud = first !== 0;
  const firstLog = Math.fround(Math.log10(first));
  if (isLoud) harmonics[0].levelDb = 0;
  for (let i = 1; i < harmonics.length; i++) {
    const own = harmonics[i];
    if (own.bin === harmonics[i - 1].bin) {
      harmonics[i] = { bin: 0, hz: 0, magnitude: 0, peak: 0, levelDb: MISSING_DB };
    } else if (isLoud) {
      own.levelDb = own.peak > 0
        ? Math.max(LEAST_DB, Math.fround(20 * (Math.log10(own.peak) - firstLog)))
        : LEAST_DB;
    }
  }
  return harmonics;
}

function strongestNear(harmonics: Harmonic[], formantHz: number): Harmonic | undefined {
  let strongest: Harmonic | undefined;
  for (const own of harmonics) {
    const isNear = own.hz >= (1 - NEAR) * formantHz && own.hz <= (1 + NEAR) * formantHz;
    if (isNear && own.magnitude > (strongest?.magnitude ?? 0)) strongest = own;
  }
  return strongest;
}
