/** In: spectra over linear frequency. Out: their sums in mel bands. */
import { UserError } from "../base/user_error.ts";
import { hertzToMel, type MelScale, melToHertz } from "./mel_scale.ts";

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
