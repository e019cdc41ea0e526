/** In: samples. Out: the same sound played faster or slower, with its pitch. */
import { UserError } from "../../base/user_error.ts";
import { createResampler, type Resampler } from "../resample.ts";

/** Speeds are multiples of its inverse, so that resampling needs at most so many sets of taps. */
const STEPS_A_UNIT = 1000;

/** Filters by rounded speed: designing one takes longer than using it. */
const resamplers = new Map<number, Resampler>();

/** The speed nearest to `factor` that {@link changeSpeed} plays at. */
export function roundSpeed(factor: number): number {
  return Math.round(factor * STEPS_A_UNIT) / STEPS_A_UNIT;
}

/**
 * Plays `samples` at `factor` times their speed, so that tempo and pitch both change (Ko, Peddinti,
 * Povey and Khudanpur, "Audio augmentation for speech recognition", Interspeech 2015, section 2,
 * with 0.9, 1 and 1.1). [ceil(samples / factor)], `factor` rounded to a thousandth.
 *
 * @param factor from 0.1 to 10
 * @throws UserError outside of that
 */
export function changeSpeed(samples: Float32Array, factor: number): Float32Array {
  if (!(factor >= 0.1 && factor <= 10)) {
    throw new UserError(`Expected a speed from 0.1 to 10, but found ${factor}`);
  }
  const steps = Math.round(factor * STEPS_A_UNIT);
  // The caller may change what it gets, but not what it gave.
  if (steps === STEPS_A_UNIT) return samples.slice();
  let resample = resamplers.get(steps);
  if (resample === undefined) {
    resample = createResampler(steps, STEPS_A_UNIT);
    resamplers.set(steps, resample);
  }
  return resample(samples);
}
