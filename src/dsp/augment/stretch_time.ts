/** In: samples. Out: the same voice, faster or slower. */
import { UserError } from "../../base/user_error.ts";
import { inverseStft } from "../inverse_stft.ts";
import { stft } from "../stft.ts";
import { phaseVocoder } from "./phase_vocoder.ts";

/** Window and hop of librosa.effects.time_stretch. */
const TRANSFORM = { fftSize: 2048, hopSamples: 512, window: "hann", centre: "constant" } as const;

/**
 * Changes the tempo and leaves the pitch, by {@link phaseVocoder}. As librosa.effects.time_stretch
 * has it. [round(samples / rate)].
 *
 * @param samples at least one
 * @param rate 2 is twice as fast
 * @throws UserError where `rate` is not positive or there are no samples
 */
export function stretchTime(samples: Float32Array, rate: number): Float32Array {
  if (!(rate > 0 && rate < Infinity)) {
    throw new UserError(`Expected a positive rate to stretch by, but found ${rate}`);
  }
  const stretched = phaseVocoder(stft(samples, TRANSFORM), rate, TRANSFORM.hopSamples);
  return inverseStft(stretched, TRANSFORM, Math.round(samples.length / rate));
}
