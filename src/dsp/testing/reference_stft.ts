import FFT from "fft.js";
import { countFrames, createWindow, padSignal, type StftOptions } from "../stft.ts";

/** A transform of a whole signal. */
export interface ComplexSpectrogram {
  /** Real and imaginary parts, [frames, bins, 2], row-major. */
  values: Float64Array;
  /** How many rows. */
  frames: number;
  /** fftSize / 2 + 1 frequencies, from 0 to half the sample rate. */
  bins: number;
}

/**
 * The complex transform of a signal by fft.js, one frame after the other: the oracle of
 * createPowerSpectra, which features are computed with and which says what frames and padding are.
 *
 * @example
 * ```ts
 * const { values, frames, bins } = referenceStft(samples, defaultFeatures);
 * ```
 */
export function referenceStft(samples: Float32Array, options: StftOptions): ComplexSpectrogram {
  const { fftSize, hopSamples, centre } = options;
  const bins = fftSize / 2 + 1;
  const frames = countFrames(samples.length, options);
  const padding = centre === "none" ? 0 : fftSize / 2;
  const padded = new Float32Array(samples.length + 2 * padding);
  padSignal(samples, padded, padding, centre);
  const window = createWindow(options.window, fftSize);
  const fft = new FFT(fftSize);
  const spectrum = new Float64Array(2 * fftSize);
  const values = new Float64Array(frames * bins * 2);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopSamples;
    fft.realTransform(spectrum, window.map((weight, n) => weight * padded[start + n]));
    values.set(spectrum.subarray(0, 2 * bins), frame * bins * 2);
  }
  return { values, frames, bins };
}
