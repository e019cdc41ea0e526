/**
 * Candidates of the pitch by subharmonic summation (Hermes 1988, "Measurement of pitch by
 * subharmonic summation", JASA 83), with the settings of eGeMAPS: the magnitude spectrum of 60 ms is
 * sharpened, laid out over octaves, weighted as the ear does, and added to itself shifted by the
 * logarithms of 2 to 15.
 */
import { parabolaPeak } from "./parabola.ts";
import type { FrameSpectra } from "./spectra.ts";

/** Of each frame, so many may have one. */
export const PITCH_CANDIDATES = 6;

/** Candidates of one frame: the strongest first, then by their order; zeros where there are none. */
export interface PitchCandidates {
  /** Hertz. */
  f0: Float32Array;
  /** 0 to 1: how far the summed spectrum's peak rises above its mean. */
  voicing: Float32Array;
}

const LOWEST_HZ = 25;
const LOWEST_PITCH_HZ = 55;
const HIGHEST_PITCH_HZ = 1000;
const HARMONICS = 15;
const COMPRESSION = 0.85;
/** Where peaks are far apart the spline fades away; numbers below the normal ones are slow. */
const LEAST_MAGNITUDE = 1e-36;
/** Bins this far from a peak are not of it. */
const PEAK_WIDTH = 3;

/** Prepares candidates of every frame of spectra with so many bins. */
export function createPitchCandidates(
  bins: number,
  spacingHz: number,
): (spectra: FrameSpectra) => PitchCandidates[] {
  const toOctaves = createOctaveSpectrum(bins, spacingHz);
  const { shifts, lowest, step } = octaveAxis(bins, spacingHz);
  const summed = new Float32Array(bins);
  return ({ frames, magnitudes }) =>
    Array.from({ length: frames }, (_, frame) => {
      const octaves = toOctaves(magnitudes.subarray(frame * bins, (frame + 1) * bins));
      sumSubharmonics(octaves, shifts, summed);
      return pickCandidates(summed, lowest, step);
    });
}

/** Where the points over octaves lie: as many as bins, from 25 Hz to half the sampling rate. */
function octaveAxis(bins: number, spacingHz: number) {
  const lowest = Math.log2(LOWEST_HZ);
  const highest = Math.log2(spacingHz * (bins - 1));
  const pointsAnOctave = bins / (highest - lowest);
  const shifts = Array.from(
    { length: HARMONICS },
    (_, i) => Math.floor(Math.fround(pointsAnOctave) * Math.log2(i + 1)),
  );
  const [low, high] = [Math.fround(lowest), Math.fround(highest)];
  const step = Math.fround(Math.fround(high - low) / (bins - 1));
  return { lowest: low, highest, pointsAnOctave, shifts, step };
}

/**
 * Prepares a magnitude spectrum over octaves: what lies between peaks is removed, the rest smoothed
 * by (1, 2, 1) / 4, interpolated by a natural cubic spline over log2 of the frequency and weighted
 * by an arc tangent that favours what lies above 65 Hz.
 */
function createOctaveSpectrum(
  bins: number,
  spacingHz: number,
): (magnitudes: Float32Array) => Float32Array {
  const { pointsAnOctave, highest } = octaveAxis(bins, spacingHz);
  const abscissae = Float64Array.from({ length: bins }, (_, bin) => Math.log2(bin * spacingHz));
  abscissae[0] = 2 * abscissae[1] - abscissae[2];
  const lowest = Math.log2(LOWEST_HZ);
  const points = Float64Array.from(
    { length: bins },
    (_, i) => lowest + i * ((highest - lowest) / (bins - 1)),
  );
  const spline = createSpline(abscissae, points);
  const middle = pointsAnOctave * Math.log2(65 / 50) - 1;
  const weights = Float64Array.from(
    points,
    (_, i) => 0.5 + Math.atan((3 * (i + 1 - middle)) / pointsAnOctave) / Math.PI,
  );
  const spectrum = new Float64Array(bins);
  const out = new Float32Array(bins);
  return (magnitudes) => {
    spectrum.set(magnitudes);
    keepPeaks(spectrum);
    smooth(spectrum);
    spline(spectrum, out);
    for (let i = 0; i < bins; i++) out[i] = out[i] > LEAST_MAGNITUDE ? out[i] * weights[i] : 0;
    return out;
  };
}

/** Sets to 0 what is three bins or more from both neighbouring peaks. */
function keepPeaks(spectrum: Float64Array): void {
  const last = spectrum.length - 1;
  let previous = -1;
  let peaks = 0;
  let only = 0;
  for (let i = 0; i <= last; i++) {
    const isPeak = i === 0
      ? spectrum[0] > spectrum[1]
      : i === last
      ? spectrum[last] > spectrum[last - 1]
      : spectrum[i] > spectrum[i - 1] && spectrum[i] >= spectrum[i + 1];
    if (!isPeak) continue;
    // Erased behind the scan: the comparison above looks one bin back and no peak is that near.
    if (peaks > 0 && i - previous >= 2 * PEAK_WIDTH) {
      spectrum.fill(0, previous + PEAK_WIDTH, i - PEAK_WIDTH + 1);
    }
    previous = i;
    only = i;
    peaks++;
  }
  // openSMILE takes the lowest bins for a peak that is alone, wherever it lies.
  if (peaks === 1 && only >= 0) spectrum.fill(0, PEAK_WIDTH);
}

function smooth(spectrum: Float64Array): void {
  let previous = 0;
  for (let i = 0; i < spectrum.length - 1; i++) {
    const own = spectrum[i];
    spectrum[i] = (previous + 2 * own + spectrum[i + 1]) / 4;
    previous = own;
  }
}

/** Prepares natural cubic splines through values at `abscissae`, evaluated at `points`. */
function createSpline(
  abscissae: Float64Array,
  points: Float64Array,
): (values: Float64Array, out: Float32Array) => void {
  const length = abscissae.length;
  const ratio = new Float64Array(length);
  const width = new Float64Array(length);
  for (let i = 1; i < length; i++) width[i] = abscissae[i] - abscissae[i - 1];
  for (let i = 1; i < length - 1; i++) ratio[i] = width[i] / (width[i] + width[i + 1]);
  // The tridiagonal system's factors depend on the abscissae alone.
  const factor = new Float64Array(length);
  const pivot = new Float64Array(length);
  for (let i = 1; i < length - 1; i++) {
    pivot[i] = 1 / (ratio[i] * factor[i - 1] + 2);
    factor[i] = (ratio[i] - 1) * pivot[i];
  }
  const below = Int32Array.from(points, (point) => {
    let [low, high] = [0, length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (abscissae[middle] > point) high = middle;
      else low = middle;
    }
    return low;
  });
  const second = new Float64Array(length);
  const right = new Float64Array(length);
  return (values, out) => {
    for (let i = 1; i < length - 1; i++) {
      const bend = (values[i + 1] - values[i]) / width[i + 1] -
        (values[i] - values[i - 1]) / width[i];
      right[i] = pivot[i] * ((6 * bend) / (width[i] + width[i + 1]) - ratio[i] * right[i - 1]);
    }
    second[length - 1] = 0;
    for (let i = length - 2; i >= 0; i--) second[i] = factor[i] * second[i + 1] + right[i];
    for (let i = 0; i < points.length; i++) {
      const low = below[i];
      const span = width[low + 1];
      const a = (abscissae[low + 1] - points[i]) / span;
      const b = 1 - a;
      out[i] = a * values[low] + b * values[low + 1] +
        (((a * a * a - a) * second[low] + (b * b * b - b) * second[low + 1]) * (span * span)) / 6;
    }
  };
}

function sumSubharmonics(octaves: Float32Array, shifts: number[], summed: Float32Array): void {
  summed.set(octaves);
  let weight = 1;
  for (let harmonic = 1; harmonic < HARMONICS; harmonic++) {
    weight = Math.fround(weight * Math.fround(COMPRESSION));
    const shift = shifts[harmonic];
    for (let i = shift; i < octaves.length; i++) {
      summed[i - shift] += Math.fround(octaves[i] * weight);
    }
  }
  for (let i = 0; i < summed.length; i++) summed[i] = Math.max(0, summed[i] / HARMONICS);
}

function pickCandidates(summed: Float32Array, lowest: number, step: number): PitchCandidates {
  const last = summed.length - 1;
  let mean = summed[0] + summed[last];
  const peaks: number[] = [];
  for (let i = 1; i < last; i++) {
    mean += summed[i];
    if (summed[i - 1] < summed[i] && summed[i] > summed[i + 1]) peaks.push(i);
  }
  mean /= summed.length;
  const hertz = (index: number) => Math.fround(Math.fround(index * step) + lowest);
  const found = peaks
    .sort((a, b) => summed[b] - summed[a] || a - b)
    .slice(0, PITCH_CANDIDATES)
    .map((i) => {
      const point = (at: number): [number, number] => [hertz(at), summed[at]];
      const [octave, score] = parabolaPeak(point(i - 1), point(i), point(i + 1));
      const voicing = score > mean ? 1 - mean / score : 0;
      return { f0: Math.fround(2 ** octave), voicing, score: Math.fround(score) };
    })
    .filter(({ f0 }) => f0 >= LOWEST_PITCH_HZ && f0 <= HIGHEST_PITCH_HZ);
  // The parabolas may have changed which one is the strongest: it and the first change places.
  const strongest = found.reduce((best, { score }, i) => score > found[best].score ? i : best, 0);
  if (strongest > 0) [found[0], found[strongest]] = [found[strongest], found[0]];
  const candidates = {
    f0: new Float32Array(PITCH_CANDIDATES),
    voicing: new Float32Array(PITCH_CANDIDATES),
  };
  for (const [i, { f0, voicing }] of found.entries()) {
    candidates.f0[i] = f0;
    candidates.voicing[i] = voicing;
  }
  return candidates;
}
