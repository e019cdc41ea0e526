/** In: samples. Out: the same words at the same tempo, higher or lower. */
import { UserError } from "../../base/user_error.ts";
import { changeSpeed, roundSpeed } from "./change_speed.ts";
import { stretchTime } from "./stretch_time.ts";

/**
 * Moves the pitch, and formants with it, by `semitones`: slowed down or hurried by a phase vocoder,
 * then played so fast that the length is the old one. As librosa.effects.pitch_shift has it, but
 * for the factor, which is rounded to a thousandth (below 0.04 semitones).
 *
 * @param samples at least one
 * @param semitones from -24 to 24
 * @throws UserError outside of that or where there are no samples
 */
export function shiftPitch(samples: Float32Array, semitones: number): Float32Array {
  if (!(Math.abs(semitones) <= 24)) {
    throw new UserError(`Expected a pitch shift of -24 to 24 semitones, but found ${semitones}`);
  }
  const factor = roundSpeed(2 ** (semitones / 12));
  const shifted = changeSpeed(stretchTime(samples, 1 / factor), factor);
  const out = new Float32Array(samples.length);
  out.set(shifted.subarray(0, samples.length));
  return out;
}
