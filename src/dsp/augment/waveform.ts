import FFT from "fft.js";
import { addNormalNoise, type Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { createResampler, type Resampler } from "../resample.ts";
import { type ComplexSpectrogram, inverseStft, stft } from "../stft.ts";

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

/** Multiplies `samples` by 10^(decibels / 20), in place. Nothing is clipped. */
export function changeGain(samples: Float32Array, decibels: number): void {
  const factor = 10 ** (decibels / 20);
  for (let n = 0; n < samples.length; n++) samples[n] *= factor;
}

/**
 * Moves `samples` by `shift` to later, in place; a negative shift moves to earlier. "silence" drops
 * what goes beyond an end and fills the other with zeros; "circular" brings it in again there.
 *
 * @param shift samples, a whole number
 */
export function shiftSamples(
  samples: Float32Array,
  shift: number,
  edge: "silence" | "circular",
): void {
  const length = samples.length;
  if (length === 0) return;
  if (edge === "circular") {
    const forward = ((shift % length) + length) % length;
    const end = samples.slice(length - forward);
    samples.copyWithin(forward, 0, length - forward);
    samples.set(end);
    return;
  }
  const clipped = Math.max(-length, Math.min(length, shift));
  if (clipped >= 0) {
    samples.copyWithin(clipped, 0, length - clipped);
    samples.fill(0, 0, clipped);
  } else {
    samples.copyWithin(0, -clipped);
    samples.fill(0, length + clipped);
  }
}

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

/**
 * Reads frames at 0, rate, 2 rate, …: magnitudes are interpolated between neighbouring frames,
 * phases go on by as much as they do between those (Flanagan and Golden 1966; Ellis, "A phase
 * vocoder in Matlab", 2002). As librosa.phase_vocoder has it.
 *
 * @param rate 2 is twice as fast; positive
 * @param hopSamples between frames, of `spectrogram` and of the new one
 */
function phaseVocoder(
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

/** What a room does to sound. */
export interface Room {
  /** Time in which the echoes decay by 60 decibels: 0.2 in a furnished room, 1 in a hall. */
  reverberationS: number;
  /** Energy of the direct sound over that of all echoes, in decibels. */
  directToReverberantDecibels: number;
}

/**
 * A random impulse response: the direct sound, 1 at sample 0, then normal noise that decays by 60
 * decibels in `reverberationS`, which is where it ends (Polack, "La transmission de l'énergie
 * sonore dans les salles", 1988). Early echoes from single walls are not modelled.
 *
 * @throws UserError where the time is not positive and below 10 s
 */
export function createRoomResponse(
  { reverberationS, directToReverberantDecibels }: Room,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  if (!(reverberationS > 0 && reverberationS < 10)) {
    throw new UserError(
      `Expected a reverberation time above 0 and below 10 s, but found ${reverberationS}`,
    );
  }
  const response = new Float32Array(1 + Math.ceil(reverberationS * sampleRateHz));
  addNormalNoise(response, 1, random);
  response[0] = 0;
  // 60 dB are a factor of 1000 in amplitude.
  const decay = Math.log(1000) / (reverberationS * sampleRateHz);
  let energy = 0;
  for (let n = 1; n < response.length; n++) {
    response[n] *= Math.exp(-decay * n);
    energy += response[n] ** 2;
  }
  const scale = Math.sqrt(10 ** (-directToReverberantDecibels / 10) / energy);
  for (let n = 1; n < response.length; n++) response[n] *= scale;
  response[0] = 1;
  return response;
}

/**
 * `samples` as heard in a random room of the given kind; as long as before, echoes beyond the end
 * are dropped. Not normalised: the echoes add their energy.
 *
 * @throws UserError as {@link createRoomResponse}
 *
 * @example
 * ```ts
 * const room = { reverberationS: 0.4, directToReverberantDecibels: 3 };
 * const heard = addRoom(samples, room, 16_000, createRandom(seed, clip));
 * ```
 */
export function addRoom(
  samples: Float32Array,
  room: Room,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const response = createRoomResponse(room, sampleRateHz, random);
  return convolve(samples, response).slice(0, samples.length);
}

/**
 * (a * b)[n] = Σ_m a[m] b[n - m], [a.length + b.length - 1], by one FFT: as
 * scipy.signal.fftconvolve has it. Both go through one complex transform, as its real and its
 * imaginary input. Empty where one of them is.
 *
 * @example
 * ```ts
 * const inTheRoom = convolve(samples, response).subarray(0, samples.length);
 * ```
 */
export function convolve(a: Float32Array, b: Float32Array): Float32Array {
  if (a.length === 0 || b.length === 0) return new Float32Array(0);
  const length = a.length + b.length - 1;
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(length)));
  const fft = new FFT(size);
  const packed = new Float64Array(2 * size);
  for (let n = 0; n < a.length; n++) packed[2 * n] = a[n];
  for (let n = 0; n < b.length; n++) packed[2 * n + 1] = b[n];
  const spectrum = new Float64Array(2 * size);
  fft.transform(spectrum, packed);
  // For z = a + ib: z * z = a * a - b * b + 2i a * b, so that half of its imaginary part is wanted.
  for (let k = 0; k < 2 * size; k += 2) {
    const real = spectrum[k], imaginary = spectrum[k + 1];
    spectrum[k] = real * real - imaginary * imaginary;
    spectrum[k + 1] = 2 * real * imaginary;
  }
  fft.inverseTransform(packed, spectrum);
  return Float32Array.from({ length }, (_, n) => packed[2 * n + 1] / 2);
}
