/**
 * "slaney" (M. Slaney, Auditory Toolbox, 1998) is linear up to 1 kHz and logarithmic above; "htk"
 * (S. Young et al., The HTK Book, 5.4) is logarithmic throughout. Both as librosa computes them.
 */
import { UserError } from "../base/user_error.ts";

/** Which mel scale. */
export type MelScale = "slaney" | "htk";

/** Slaney's scale: hertz a mel below the corner. */
const HZ_PER_MEL = 200 / 3;
const CORNER_HZ = 1000;
const CORNER_MEL = CORNER_HZ / HZ_PER_MEL;
/** Above the corner 27 mels are a factor of 6.4. */
const LOG_STEP = Math.log(6.4) / 27;

/** Mels of a frequency of at least 0 Hz. */
export function hertzToMel(hertz: number, scale: MelScale): number {
  if (scale === "htk") return 2595 * Math.log10(1 + hertz / 700);
  if (hertz < CORNER_HZ) return hertz / HZ_PER_MEL;
  return CORNER_MEL + Math.log(hertz / CORNER_HZ) / LOG_STEP;
}

/** The inverse of {@link hertzToMel}. */
export function melToHertz(mel: number, scale: MelScale): number {
  if (scale === "htk") return 700 * (10 ** (mel / 2595) - 1);
  return mel < CORNER_MEL ? mel * HZ_PER_MEL : CORNER_HZ * Math.exp(LOG_STEP * (mel - CORNER_MEL));
}

/** Which bands of which spectrum. */
export interface MelOptions {
  /** Of the samples that the spectrum was computed from. */
  sampleRateHz: number;
  /** Points of the transform; the spectrum has fftSize / 2 + 1 bins. */
  fftSize: number;
  /** How many bands. */
  melBins: number;
  /** Slaney's scale or HTK's. */
  melScale: MelScale;
}

/** Triangular filters, made once and used for many clips. */
export interface MelFilters {
  /** As dense weights [melBins, fftSize / 2 + 1], row-major. */
  weights(): Float32Array;
  /** Applies them to `frames` spectra [frames, fftSize / 2 + 1]; gives [frames, melBins]. */
  apply(spectra: Float32Array, frames: number): Float32Array;
}

/** Where a filter's weights lie: in the spectrum and in the list of all weights. */
interface Band {
  firstBin: number;
  start: number;
  count: number;
}

/**
 * Triangles of equal area ("Slaney's norm"), evenly spaced on the mel scale from 0 Hz to half the
 * sampling rate, as `librosa.filters.mel(norm="slaney")` has them. Throws a UserError where a
 * triangle is so narrow that it holds no bin of the spectrum.
 *
 * @example
 * ```ts
 * const filters = createMelFilters({
 *   ...{ sampleRateHz: 16_000, fftSize: 512, melBins: 64, melScale: "slaney" },
 * });
 * const bands = filters.apply(powers, frames);
 * ```
 */
export function createMelFilters(options: MelOptions): MelFilters {
  const bins = options.fftSize / 2 + 1;
  const { bands, weights } = layOutBands(options, bins);
  return {
    weights() {
      const dense = new Float32Array(bands.length * bins);
      bands.forEach(({ firstBin, start, count }, band) =>
        dense.set(weights.subarray(start, start + count), band * bins + firstBin)
      );
      return dense;
    },
    apply(spectra, frames) {
      const out = new Float32Array(frames * bands.length);
      for (let frame = 0, place = 0; frame < frames; frame++) {
        for (const { firstBin, start, count } of bands) {
          const from = frame * bins + firstBin;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += weights[start + i] * spectra[from + i];
          out[place++] = sum;
        }
      }
      return out;
    },
  };
}

/** In hertz, where each band's triangle has its top: [melBins]. */
export function melCentres(options: Omit<MelOptions, "fftSize">): number[] {
  const cornerHz = cornersOf(options);
  return Array.from({ length: options.melBins }, (_, band) => cornerHz(band + 1));
}

/** The corners of the triangles, of which each band has three: its own and its neighbours' tops. */
function cornersOf({ sampleRateHz, melBins, melScale }: Omit<MelOptions, "fftSize">) {
  const highest = hertzToMel(sampleRateHz / 2, melScale);
  return (index: number) => melToHertz((index * highest) / (melBins + 1), melScale);
}

function layOutBands(options: MelOptions, bins: number): { bands: Band[]; weights: Float32Array } {
  const { sampleRateHz, fftSize, melBins } = options;
  const cornerHz = cornersOf(options);
  const bands: Band[] = [];
  const weights: number[] = [];
  for (let band = 0; band < melBins; band++) {
    const [lowHz, peakHz, highHz] = [cornerHz(band), cornerHz(band + 1), cornerHz(band + 2)];
    const start = weights.length;
    let firstBin = 0;
    for (let bin = 0; bin < bins; bin++) {
      const hertz = (bin * sampleRateHz) / fftSize;
      const slope = Math.min(
        (hertz - lowHz) / (peakHz - lowHz),
        (highHz - hertz) / (highHz - peakHz),
      );
      if (slope <= 0) continue;
      if (weights.length === start) firstBin = bin;
      weights.push((slope * 2) / (highHz - lowHz));
    }
    if (weights.length === start) {
      throw new UserError(
        `Expected each of ${melBins} mel bands to hold a bin of the spectrum, but band ${band} ` +
          `holds none at ${sampleRateHz} Hz and fftSize ${fftSize}; take fewer bands or a larger FFT`,
      );
    }
    bands.push({ firstBin, start, count: weights.length - start });
  }
  return { bands, weights: Float32Array.from(weights) };
}

/**
 * Prepares the first `coefficients` of the orthonormal DCT-II over each frame's `melBins` values,
 * as `librosa.feature.mfcc` (without liftering) takes it. The result maps [frames, melBins] to
 * [frames, coefficients], row-major.
 *
 * @example
 * ```ts
 * const coefficients = createCepstrum(64, 13)(decibels, frames);
 * ```
 */
export function createCepstrum(
  melBins: number,
  coefficients: number,
): (bands: Float32Array, frames: number) => Float32Array {
  const basis = Float64Array.from({ length: coefficients * melBins }, (_, place) => {
    const k = Math.floor(place / melBins);
    const scale = Math.sqrt((k === 0 ? 1 : 2) / melBins);
    return scale * Math.cos((Math.PI * k * (2 * (place % melBins) + 1)) / (2 * melBins));
  });
  return (bands, frames) => {
    const out = new Float32Array(frames * coefficients);
    for (let frame = 0, place = 0; frame < frames; frame++) {
      const from = frame * melBins;
      for (let row = 0; row < basis.length; row += melBins) {
        let sum = 0;
        for (let band = 0; band < melBins; band++) sum += basis[row + band] * bands[from + band];
        out[place++] = sum;
      }
    }
    return out;
  };
}

/** Constants of PCEN, librosa's defaults (Wang et al. 2017, Lostanlen et al. 2019). */
const GAIN = 0.98;
const BIAS = 2;
const POWER = 0.5;
const TIME_CONSTANT_S = 0.4;
const EPSILON = 1e-6;
/** Full scale of 32-bit samples, for which these constants are meant. */
const FULL_SCALE = 2 ** 31;

/**
 * Replaces magnitudes E, [frames, bands] of samples in -1 … 1, by (E / (ε + M)^α + δ)^r - δ^r,
 * where M follows E with a first-order low-pass of 0.4 s: loudness and steady background are
 * divided out, onsets stay. As `librosa.pcen(2**31 * E)` except for the start: there M begins with
 * the band's first value, while librosa begins with 1, so that in short clips the first frames
 * outshine all.
 *
 * @example
 * ```ts
 * perChannelEnergy(bands, frames, { bands: 64, sampleRateHz: 16_000, hopSamples: 160 });
 * ```
 */
export function perChannelEnergy(
  values: Float32Array,
  frames: number,
  { bands, sampleRateHz, hopSamples }: { bands: number; sampleRateHz: number; hopSamples: number },
): void {
  const constantFrames = (TIME_CONSTANT_S * sampleRateHz) / hopSamples;
  // b in M += b (E - M), for which the low-pass has about that constant: librosa's formula.
  const speed = (Math.sqrt(1 + 4 * constantFrames ** 2) - 1) / (2 * constantFrames ** 2);
  const smooth = Float64Array.from({ length: bands }, (_, band) => values[band] * FULL_SCALE);
  for (let frame = 0, place = 0; frame < frames; frame++) {
    for (let band = 0; band < bands; band++, place++) {
      const energy = values[place] * FULL_SCALE;
      smooth[band] += speed * (energy - smooth[band]);
      const controlled = energy * (EPSILON + smooth[band]) ** -GAIN;
      values[place] = BIAS ** POWER * Math.expm1(POWER * Math.log1p(controlled / BIAS));
    }
  }
}
