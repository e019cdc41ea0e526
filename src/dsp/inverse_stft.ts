/** In: a short-time Fourier transform. Out: the signal that has it, or comes nearest to having it. */
import FFT from "fft.js";
import type { ComplexSpectrogram, StftOptions } from "./stft.ts";
import { createWindow } from "./window.ts";

/** Where windows overlap to less than this, nothing is known of the signal: it is left as it is. */
const LEAST_OVERLAP = 1e-10;

/**
 * The signal whose transform by `options` is nearest to the given one in the least-squares sense:
 * each frame transformed back, windowed and added, divided by the sum of the squared windows
 * (Griffin and Lim, "Signal estimation from modified short-time Fourier transform", 1984, equation
 * 6). As librosa.istft has it. Samples that no frame reaches are zero.
 *
 * @param length samples to give
 *
 * @example
 * ```ts
 * const options = { fftSize: 512, hopSamples: 128, window: "hann", centre: "constant" } as const;
 * const again = inverseStft(stft(samples, options), options, samples.length);
 * ```
 */
export function inverseStft(
  { values, frames, bins }: ComplexSpectrogram,
  { fftSize, hopSamples, window, centre }: StftOptions,
  length: number,
): Float32Array {
  const fft = new FFT(fftSize);
  const weights = createWindow(window, fftSize);
  const spectrum = new Float64Array(2 * fftSize);
  const frameSamples = new Float64Array(2 * fftSize);
  const whole = new Float64Array((frames - 1) * hopSamples + fftSize);
  const overlap = new Float64Array(whole.length);
  for (let frame = 0; frame < frames; frame++) {
    spectrum.set(values.subarray(frame * bins * 2, (frame + 1) * bins * 2));
    fft.completeSpectrum(spectrum);
    fft.inverseTransform(frameSamples, spectrum);
    const start = frame * hopSamples;
    for (let n = 0; n < fftSize; n++) {
      whole[start + n] += weights[n] * frameSamples[2 * n];
      overlap[start + n] += weights[n] ** 2;
    }
  }
  const skipped = centre === "none" ? 0 : fftSize / 2;
  const out = new Float32Array(length);
  for (let n = 0; n < Math.min(length, whole.length - skipped); n++) {
    const sum = overlap[skipped + n];
    out[n] = sum > LEAST_OVERLAP ? whole[skipped + n] / sum : whole[skipped + n];
  }
  return out;
}
