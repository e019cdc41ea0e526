/** In: samples of a clip. Out: the same at a given level. */

/** What is heard: within so much of the loudest frame. */
const HEARD_DB = 35;
const FRAME_S = 0.032;
/** Silence stays silence: nothing is raised by more than this. */
const MOST_GAIN_DB = 60;

/**
 * Samples whose root mean square, over the frames of 32 ms within 35 dB of the loudest, is `levelDb`
 * of full scale. Peaks may go beyond full scale. A clip of silence is returned as it is.
 *
 * @example
 * ```ts
 * const quiet = levelClip(samples, { sampleRateHz: 16_000, levelDb: -25 });
 * ```
 */
export function levelClip(
  samples: Float32Array,
  { sampleRateHz, levelDb }: { sampleRateHz: number; levelDb: number },
): Float32Array {
  const size = Math.max(1, Math.round(FRAME_S * sampleRateHz));
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += size) {
    const frame = samples.subarray(start, start + size);
    powers.push(frame.reduce((sum, value) => sum + value * value, 0) / frame.length);
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  if (loudest === 0) return samples;
  const heard = powers.filter((power) => power >= loudest * 10 ** (-HEARD_DB / 10));
  const found = heard.reduce((sum, power) => sum + power, 0) / heard.length;
  const gainDb = Math.min(MOST_GAIN_DB, levelDb - 10 * Math.log10(found));
  const gain = 10 ** (gainDb / 20);
  return samples.map((value) => gain * value);
}
