/** In: the channels of a recording. Out: their mean, one channel. */

/**
 * The mean of `channels`, each [samples] and equally long. A single channel is returned as it is,
 * not copied.
 *
 * @example
 * ```ts
 * mixToMono([Float32Array.of(1, 0), Float32Array.of(0, 0)]); // [0.5, 0]
 * ```
 */
export function mixToMono(channels: Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(channels[0].length);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i];
    mono[i] = sum / channels.length;
  }
  return mono;
}
