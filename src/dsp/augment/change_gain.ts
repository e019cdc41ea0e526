/** In: samples. Out: the same, louder or quieter. */

/** Multiplies `samples` by 10^(decibels / 20), in place. Nothing is clipped. */
export function changeGain(samples: Float32Array, decibels: number): void {
  const factor = 10 ** (decibels / 20);
  for (let n = 0; n < samples.length; n++) samples[n] *= factor;
}
