/** In: samples. Out: their root mean square, frame by frame. */

/**
 * The root mean square of `frames` frames of `frameSamples`, `hopSamples` apart, the first centred at
 * `firstCentre`; outside of the signal all is zero. [frames], as
 * `librosa.feature.rms(pad_mode="constant")` computes it.
 *
 * @example
 * ```ts
 * const levels = frameLevels(samples, frames, { frameSamples: 512, hopSamples: 160 });
 * ```
 */
export function frameLevels(
  samples: Float32Array,
  frames: number,
  { frameSamples, hopSamples, firstCentre = 0 }: {
    frameSamples: number;
    hopSamples: number;
    firstCentre?: number;
  },
): Float32Array {
  return Float32Array.from({ length: frames }, (_, frame) => {
    const start = firstCentre - Math.floor(frameSamples / 2) + frame * hopSamples;
    const end = Math.min(start + frameSamples, samples.length);
    let sum = 0;
    for (let n = Math.max(0, start); n < end; n++) sum += samples[n] ** 2;
    return Math.sqrt(sum / frameSamples);
  });
}
