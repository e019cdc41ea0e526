/** A clip as an encoder wants it: a waveform, or mel bands of a transform of any length. */
import { createMelFilters } from "../mel.ts";
import { createWindow, padSignal } from "../stft.ts";
import type { EncoderInput } from "./encoder_config.ts";

/** What is fed. */
export interface EncoderFeed {
  values: Float32Array;
  /** Of the tensor. */
  shape: number[];
}

/** Clips are cut behind so much: encoders' memory grows with the square of the length. */
export const MOST_SECONDS = 30;

type MelInput = Extract<EncoderInput, { kind: "logMel" }>;

/**
 * Prepares what `input` describes of samples at `sampleRateHz`; tables are kept from clip to clip.
 */
export function createEncoderInput(
  input: EncoderInput,
  sampleRateHz: number,
): (samples: Float32Array) => EncoderFeed {
  const most = MOST_SECONDS * sampleRateHz;
  if (input.kind === "logMel") {
    const bands = createBands(input, sampleRateHz);
    return (samples) => bands(samples.subarray(0, most));
  }
  return (samples) => {
    const heard = samples.subarray(0, most);
    const values = input.standardised ? standardise(heard) : heard.slice();
    return { values, shape: [1, values.length] };
  };
}

/** Added to the variance, as Wav2Vec2FeatureExtractor does. */
const LEAST_VARIANCE = 1e-7;

function standardise(samples: Float32Array): Float32Array {
  const { length } = samples;
  const mean = samples.reduce((sum, value) => sum + value, 0) / length;
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length;
  const scale = 1 / Math.sqrt(variance + LEAST_VARIANCE);
  return samples.map((value) => (value - mean) * scale);
}

const LEAST_POWER = 1e-10;
/** Of Whisper: powers less than so many powers of ten below the loudest are raised to that. */
const WHISPER_RANGE = 8;

function createBands(
  input: MelInput,
  sampleRateHz: number,
): (samples: Float32Array) => EncoderFeed {
  const { fftSize, hopSamples, melBins, melScale, layout, framesMultiple = 1 } = input;
  const filters = createMelFilters({ sampleRateHz, fftSize, melBins, melScale });
  const transform = createPowerTransform(fftSize);
  return (samples) => {
    const wanted = input.frames === undefined ? samples.length : input.frames * hopSamples;
    const heard = new Float32Array(wanted);
    heard.set(samples.subarray(0, wanted));
    if (input.leastLevelDb !== undefined) raiseLevel(heard, samples.length, input.leastLevelDb);
    // As Whisper and librosa: the first frame is centred at the first sample.
    const half = Math.floor(fftSize / 2);
    const padded = new Float32Array(heard.length + 2 * half);
    padSignal(heard, padded, half, "reflect");
    const found = Math.max(1, Math.floor(heard.length / hopSamples));
    const frames = Math.max(framesMultiple, found - found % framesMultiple);
    const bins = Math.floor(fftSize / 2) + 1;
    const powers = new Float32Array(frames * bins);
    for (let frame = 0; frame < frames; frame++) {
      const start = frame * hopSamples;
      transform(padded.subarray(start, start + fftSize), powers.subarray(frame * bins));
    }
    const bands = scaled(filters.apply(powers, frames), input.scale);
    return layout === "framesFirst"
      ? { values: bands, shape: [1, frames, melBins] }
      : { values: transposed(bands, frames, melBins), shape: [1, melBins, frames] };
  };
}

/** In place, by what is heard of `length` samples. */
function raiseLevel(samples: Float32Array, length: number, leastDb: number): void {
  const heard = samples.subarray(0, length);
  const power = heard.reduce((sum, value) => sum + value * value, 0) / Math.max(1, heard.length);
  if (power === 0) return;
  const gain = 10 ** ((leastDb - 10 * Math.log10(power)) / 20);
  if (gain > 1) heard.forEach((value, at) => heard[at] = gain * value);
}

function scaled(bands: Float32Array, scale: MelInput["scale"]): Float32Array {
  if (scale === "power") return bands;
  if (scale === "naturalLog") return bands.map((value) => Math.log(Math.max(value, LEAST_POWER)));
  const logs = bands.map((value) => Math.log10(Math.max(value, LEAST_POWER)));
  const floor = logs.reduce((most, value) => Math.max(most, value), -Infinity) - WHISPER_RANGE;
  return logs.map((value) => (Math.max(value, floor) + 4) / 4);
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column];
    }
  }
  return out;
}

/**
 * Powers of the discrete Fourier transform of frames under a Hann window, by its definition: for
 * lengths that are no powers of two, such as Whisper's 400. Silent frames cost nothing.
 */
function createPowerTransform(
  size: number,
): (frame: Float32Array, out: Float32Array) => void {
  const bins = Math.floor(size / 2) + 1;
  const window = createWindow("hann", size);
  const cosine = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * n) / size));
  const sine = Float64Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * n) / size));
  const windowed = new Float64Array(size);
  return (frame, out) => {
    let isSilent = true;
    for (let n = 0; n < size; n++) {
      const value = n < frame.length ? frame[n] * window[n] : 0;
      windowed[n] = value;
      isSilent &&= value === 0;
    }
    if (isSilent) return;
    for (let bin = 0; bin < bins; bin++) {
      let real = 0, imaginary = 0;
      for (let n = 0, place = 0; n < size; n++) {
        real += windowed[n] * cosine[place];
        imaginary -= windowed[n] * sine[place];
        place += bin;
        if (place >= size) place -= size;
      }
      out[bin] = real * real + imaginary * imaginary;
    }
  };
}
