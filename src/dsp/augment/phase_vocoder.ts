/** In: a short-time Fourier transform. Out: one of the same sound, faster or slower. */
import type { ComplexSpectrogram } from "../stft.ts";

/**
 * Reads frames at 0, rate, 2 rate, …: magnitudes are interpolated between neighbouring frames,
 * phases go on by as much as they do between those (Flanagan and Golden 1966; Ellis, "A phase
 * vocoder in Matlab", 2002). As librosa.phase_vocoder has it.
 *
 * @param rate 2 is twice as fast; positive
 * @param hopSamples between frames, of `spectrogram` and of the new one
 */
export function phaseVocoder(
  { values, frames, bins }: ComplexSpectrogram,
  rate: number,
  hopSamples: number,
): ComplexSpectrogram {
  const newFrames = Math.ceil(frames / rate);
  const out = new Float64Array(newFrames * bins * 2);
  // Beyond the last frame there is silence.
  const part = (frame: number, bin: number, imaginary: 0 | 1) =>
    frame < frames ? values[(frame * bins + bin) * 2 + imaginary] : 0;
  for (let bin = 0; bin < bins; bin++) {
    const advance = (Math.PI * hopSamples * bin) / (bins - 1);
    let phase = Math.atan2(part(0, bin, 1), part(0, bin, 0));
    for (let newFrame = 0; newFrame < newFrames; newFrame++) {
      const early = Math.floor(newFrame * rate);
      const later = newFrame * rate - early;
      const real = part(early, bin, 0), imaginary = part(early, bin, 1);
      const nextReal = part(early + 1, bin, 0), nextImaginary = part(early + 1, bin, 1);
      const magnitude = (1 - later) * Math.hypot(real, imaginary) +
        later * Math.hypot(nextReal, nextImaginary);
      const place = (newFrame * bins + bin) * 2;
      out[place] = magnitude * Math.cos(phase);
      out[place + 1] = magnitude * Math.sin(phase);
      const change = Math.atan2(nextImaginary, nextReal) - Math.atan2(imaginary, real) - advance;
      phase += advance + change - 2 * Math.PI * Math.round(change / (2 * Math.PI));
    }
  }
  return { values: out, frames: newFrames, bins };
}
