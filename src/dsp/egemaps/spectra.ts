/**
 * Frames of a recording and their spectra, as openSMILE's cFramer, cWindower, cTransformFFT and
 * cFFTmagphase compute them. What openSMILE keeps between two components is in single precision;
 * so it is here, for pitch candidates and formants hang on the last digits.
 */
import { createSinglePrecisionFft } from "./single_precision_fft.ts";

/** Spectra of one clip's frames. */
export interface FrameSpectra {
  frames: number;
  /** Half the transform's length and one. */
  bins: number;
  /** |X|, [frames, bins]. */
  magnitudes: Float32Array;
  /** Real and imaginary part of Σ x[n] exp(+2πi k n / size), [frames, bins, 2]; or empty. */
  complex: Float32Array;
  /** Mean square of each frame before the window, and its root after it, [frames]. */
  power: Float32Array;
  windowedRms: Float32Array;
}

/** Seconds from frame to frame. */
export const HOP_S = 0.01;

/** How frames are cut out and weighted. */
export interface FrameOptions {
  sampleRateHz: number;
  frameS: number;
  window: "hamming" | "gauss";
  /** Keeps real and imaginary parts as well. */
  withComplex?: boolean;
}

/** Deviation of the Gaussian window, in halves of its length. */
const GAUSS_SIGMA = 0.4;

/** [length], symmetric (period = length - 1). */
function symmetricWindow(window: FrameOptions["window"], length: number): Float32Array {
  const middle = (length - 1) / 2;
  return Float32Array.from({ length }, (_, n) => {
    if (window === "hamming") return 0.54 - 0.46 * Math.cos((2 * Math.PI * n) / (length - 1));
    const deviations = (n - middle) / (GAUSS_SIGMA * middle);
    return Math.exp(-0.5 * deviations * deviations);
  });
}

/** Samples from frame to frame. */
export function hopOf(sampleRateHz: number): number {
  return Math.round(HOP_S * sampleRateHz);
}

/** Samples of a frame of `frameS` seconds. */
export function frameLength(frameS: number, sampleRateHz: number): number {
  return Math.round(frameS * sampleRateHz);
}

/** Transform length of a frame of so many samples. */
export function transformLength(samples: number): number {
  return 2 ** Math.ceil(Math.log2(samples));
}

/**
 * Bins of the spectrum of a frame of `frameS` seconds, and hertz from bin to bin: by the length that
 * was asked for, as openSMILE reckons, where the frame has no whole number of samples.
 */
export function frequencyAxis(
  frameS: number,
  sampleRateHz: number,
): { bins: number; spacingHz: number } {
  const samples = frameLength(frameS, sampleRateHz);
  const size = transformLength(samples);
  return { bins: size / 2 + 1, spacingHz: samples / (size * frameS) };
}

/**
 * Prepares spectra of whole frames every 10 ms, the first one from the first sample on, each with
 * as many zeros before as behind it up to a power of two. `samples` within ±1.
 */
export function createFrameSpectra(
  { sampleRateHz, frameS, window, withComplex = false }: FrameOptions,
): (samples: Float32Array) => FrameSpectra {
  const length = frameLength(frameS, sampleRateHz);
  const hop = hopOf(sampleRateHz);
  const size = transformLength(length);
  const before = Math.floor((size - length) / 2);
  const { bins } = frequencyAxis(frameS, sampleRateHz);
  const weights = symmetricWindow(window, length);
  const { forward } = createSinglePrecisionFft(size);
  const input = new Float32Array(size);
  const spectrum = new Float32Array(2 * bins);
  return (samples) => {
    const frames = samples.length < length ? 0 : 1 + Math.floor((samples.length - length) / hop);
    const magnitudes = new Float32Array(frames * bins);
    const complex = new Float32Array(withComplex ? 2 * frames * bins : 0);
    const power = new Float32Array(frames);
    const windowedRms = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame++) {
      let plain = 0;
      let weighted = 0;
      for (let n = 0; n < length; n++) {
        const sample = samples[frame * hop + n];
        const value = Math.fround(sample * weights[n]);
        input[before + n] = value;
        plain += Math.fround(sample * sample);
        weighted += Math.fround(value * value);
      }
      power[frame] = plain / length;
      windowedRms[frame] = Math.sqrt(weighted / length);
      forward(input, spectrum);
      for (let bin = 0; bin < bins; bin++) {
        const re = spectrum[2 * bin];
        const im = spectrum[2 * bin + 1];
        const square = Math.fround(Math.fround(re * re) + Math.fround(im * im));
        magnitudes[frame * bins + bin] = Math.sqrt(square);
      }
      if (withComplex) complex.set(spectrum, 2 * frame * bins);
    }
    return { frames, bins, magnitudes, complex, power, windowedRms };
  };
}
