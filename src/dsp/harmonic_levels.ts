/** In: samples and their pitch. Out: how strong the voice's first harmonics are, frame by frame. */
import { createWindow } from "./window.ts";

/** Harmonics that are measured. */
export const HARMONICS = 4;

const SILENCE_DB = -120;

/**
 * Prepares the level of the first {@link HARMONICS} harmonics of each frame, [frames, HARMONICS] in
 * decibels: the magnitude of the frame's Fourier transform under a Hann window at whole multiples
 * of its pitch, 0 where `pitchHz` is 0. Their differences, H1 - H2 above all, tell a breathy from a
 * pressed voice. Outside of the signal all is zero.
 *
 * @example
 * ```ts
 * const levels = createHarmonicLevels({ sampleRateHz: 16_000, frameSamples: 640, hopSamples: 160 })(
 *   samples,
 *   pitchHz,
 * );
 * ```
 */
export function createHarmonicLevels(
  { sampleRateHz, frameSamples, hopSamples }: {
    sampleRateHz: number;
    frameSamples: number;
    hopSamples: number;
  },
): (samples: Float32Array, pitchHz: Float32Array, firstCentre?: number) => Float32Array {
  const window = createWindow("hann", frameSamples);
  return (samples, pitchHz, firstCentre = 0) => {
    const levels = new Float32Array(pitchHz.length * HARMONICS);
    pitchHz.forEach((pitch, frame) => {
      if (pitch === 0) return;
      const start = firstCentre + frame * hopSamples - Math.floor(frameSamples / 2);
      for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
        const turn = (2 * Math.PI * harmonic * pitch) / sampleRateHz;
        const power = powerAt(samples, start, window, turn);
        levels[frame * HARMONICS + harmonic - 1] = Math.max(SILENCE_DB, 10 * Math.log10(power));
      }
    });
    return levels;
  };
}

/** |sum of x[n] w[n] exp(-i turn n)|², by Goertzel's recurrence. */
function powerAt(samples: Float32Array, start: number, window: Float64Array, turn: number): number {
  const factor = 2 * Math.cos(turn);
  let last = 0;
  let before = 0;
  for (let n = 0; n < window.length; n++) {
    const value = start + n >= 0 && start + n < samples.length ? samples[start + n] : 0;
    const next = value * window[n] + factor * last - before;
    before = last;
    last = next;
  }
  return Math.max(0, last ** 2 + before ** 2 - factor * last * before);
}
