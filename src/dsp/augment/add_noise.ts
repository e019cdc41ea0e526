/** In: samples. Out: the same in white or pink noise. */
import FFT from "fft.js";
import { addNormalNoise, type Random } from "../../base/random.ts";

/** Which noise, and how loud. */
export interface NoiseOptions {
  /** White has the same power at all frequencies, pink the same in each octave. */
  colour: "white" | "pink";
  /** Energy of the signal over energy of the noise, in decibels. */
  signalToNoiseDecibels: number;
}

/**
 * Adds noise to `samples`, in place, of exactly the given signal-to-noise ratio over the whole
 * signal. Silence stays silent: it has no level to go by.
 *
 * @example
 * ```ts
 * addNoise(samples, { colour: "pink", signalToNoiseDecibels: 15 }, createRandom(seed, clip));
 * ```
 */
export function addNoise(
  samples: Float32Array,
  { colour, signalToNoiseDecibels }: NoiseOptions,
  random: Random,
): void {
  const noise = colour === "white"
    ? whiteNoise(samples.length, random)
    : pinkNoise(samples.length, random);
  const ratio = energy(samples) / energy(noise) / 10 ** (signalToNoiseDecibels / 10);
  const scale = Number.isFinite(ratio) ? Math.sqrt(ratio) : 0;
  for (let n = 0; n < samples.length; n++) samples[n] += scale * noise[n];
}

function whiteNoise(length: number, random: Random): Float32Array {
  const noise = new Float32Array(length);
  addNormalNoise(noise, 1, random);
  return noise;
}

/** White noise whose spectrum is divided by √f, without a constant part. */
function pinkNoise(length: number, random: Random): Float32Array {
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(Math.max(1, length))));
  const fft = new FFT(size);
  const spectrum = new Float64Array(2 * size);
  fft.realTransform(spectrum, whiteNoise(size, random));
  spectrum[0] = 0;
  for (let k = 1; k <= size / 2; k++) {
    spectrum[2 * k] /= Math.sqrt(k);
    spectrum[2 * k + 1] /= Math.sqrt(k);
  }
  fft.completeSpectrum(spectrum);
  const noise = new Float64Array(2 * size);
  fft.inverseTransform(noise, spectrum);
  return Float32Array.from({ length }, (_, n) => noise[2 * n]);
}

function energy(samples: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n] ** 2;
  return sum;
}
