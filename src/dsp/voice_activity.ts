/** Where somebody speaks in a recording, by energy and spectral flatness. */
import type { Audio } from "../data/audio/audio_format.ts";
import { createResampler } from "./resample.ts";
import { createPowerSpectra } from "./stft.ts";

/** A part of a recording, in seconds from its beginning. */
export interface Segment {
  startS: number;
  endS: number;
}

const RATE_HZ = 16_000;
const FFT = 512;
const HOP = 160;
/** Voices' strongest formants and harmonics lie here. */
const BAND_HZ = [100, 4000] as const;
/** A frame of voice is so far above the quietest tenth of the frames … */
const ABOVE_FLOOR_DB = 9;
/**
 * … but no more is asked than this below the loudest ones, so that speech without pauses is one.
 */
const BELOW_LOUD_DB = 12;
/**
 * What is so far below the loudest frames is no voice, and neither is what is below full scale so.
 */
const QUIET_DB = 40;
const SILENCE_DB = -60;
/** White noise has 0.56 (e to the minus Euler's constant), a vowel less than 0.1. */
const MOST_FLATNESS = 0.4;
/** Shorter pauses are part of a segment: closures and unvoiced consonants. */
const JOINED_S = 0.35;
/** Shorter sounds are clicks. */
const LEAST_S = 0.2;
/** Taken on both sides: unvoiced beginnings and ends. */
const MARGIN_S = 0.1;

/**
 * The segments with a voice, in order and without overlap: frames of 32 ms each 10 ms whose energy
 * in 100 to 4000 Hz stands out of the recording's quietest tenth and whose spectral flatness
 * (geometric by arithmetic mean of power) is below that of noise. Pauses below 0.35 s are bridged,
 * sounds below 0.2 s left out; a segment of more than `longestS` is cut at its quietest place. []
 * for silence and noise.
 *
 * @example
 * ```ts
 * const segments = voiceSegments(await readAudio("interview.mp3"), 8);
 * ```
 */
export function voiceSegments(
  { samples, sampleRateHz }: Pick<Audio, "samples" | "sampleRateHz">,
  longestS: number,
): Segment[] {
  if (samples.length < sampleRateHz * LEAST_S) return [];
  const spectra = createPowerSpectra({
    fftSize: FFT,
    hopSamples: HOP,
    window: "hann",
    centre: "constant",
  });
  const { values, frames, bins } = spectra(createResampler(sampleRateHz, RATE_HZ)(samples));
  const [first, last] = BAND_HZ.map((hertz) => Math.round(hertz * FFT / RATE_HZ));
  const energyDb = new Float64Array(frames);
  const flatness = new Float64Array(frames);
  // The mean square of the samples under a Hann window, from the sum of powers.
  const scale = 2 / (FFT * FFT * 0.375);
  for (let frame = 0; frame < frames; frame++) {
    const band = values.subarray(frame * bins + first, frame * bins + last + 1);
    let sum = 0;
    let logarithms = 0;
    for (const power of band) {
      sum += power;
      logarithms += Math.log(power + 1e-20);
    }
    energyDb[frame] = 10 * Math.log10(scale * sum + 1e-12);
    flatness[frame] = Math.exp(logarithms / band.length) / (sum / band.length + 1e-20);
  }
  const sorted = energyDb.toSorted();
  const floorDb = sorted[Math.floor(0.1 * frames)];
  const loudDb = sorted[Math.floor(0.98 * (frames - 1))];
  const leastDb = Math.max(
    Math.min(floorDb + ABOVE_FLOOR_DB, loudDb - BELOW_LOUD_DB),
    loudDb - QUIET_DB,
    SILENCE_DB,
  );
  const joined: [number, number][] = [];
  for (let frame = 0; frame < frames; frame++) {
    if (energyDb[frame] < leastDb || flatness[frame] > MOST_FLATNESS) continue;
    const before = joined.at(-1);
    if (before && (frame - before[1]) * HOP / RATE_HZ < JOINED_S) before[1] = frame;
    else joined.push([frame, frame]);
  }
  const margin = Math.round(MARGIN_S * RATE_HZ / HOP);
  const durationS = samples.length / sampleRateHz;
  const timeOf = (frame: number) => Math.min(durationS, Math.max(0, frame * HOP / RATE_HZ));
  return joined
    .filter(([from, to]) => (to - from + 1) * HOP / RATE_HZ >= LEAST_S)
    .flatMap(([from, to]) => cut(from - margin, to + margin + 1, longestS, energyDb))
    .map(([from, to]) => ({ startS: timeOf(from), endS: timeOf(to) }));
}

/** Cuts at the quietest frame of the middle half until no part is too long. */
function cut(from: number, to: number, longestS: number, energyDb: Float64Array): number[][] {
  const length = to - from;
  if (length * HOP / RATE_HZ <= longestS || length < 8) return [[from, to]];
  let place = from + (length >> 1);
  for (let frame = from + (length >> 2); frame < to - (length >> 2); frame++) {
    if (energyDb[frame] < energyDb[place]) place = frame;
  }
  return [...cut(from, place, longestS, energyDb), ...cut(place, to, longestS, energyDb)];
}

/**
 * Windows of `windowS` each `hopS`, the first at the beginning; the last ends with the recording,
 * and none is shorter unless the recording is.
 */
export function fixedWindows(durationS: number, windowS: number, hopS: number): Segment[] {
  if (durationS <= windowS) return [{ startS: 0, endS: durationS }];
  const count = Math.floor((durationS - windowS) / hopS + 1e-9) + 1;
  const windows = Array.from({ length: count }, (_, at) => {
    return { startS: at * hopS, endS: at * hopS + windowS };
  });
  const left = durationS - windows.at(-1)!.endS;
  if (left > 1e-3) windows.push({ startS: durationS - windowS, endS: durationS });
  return windows;
}
