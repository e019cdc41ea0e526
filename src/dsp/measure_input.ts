/**
 * What a recording is like, whatever is said in it and how: what tells whether a network trained on
 * other recordings can be asked about it.
 */
import type { Audio } from "../data/audio/audio_format.ts";
import { createSoundAnalysis, type SoundAnalysis } from "./sound_analysis.ts";
import { createPowerSpectra } from "./stft.ts";

/** A recording in numbers. */
export interface InputMeasures {
  /** Length of the whole. */
  durationS: number;
  /** Largest magnitude, in decibels of full scale; -120 for silence. */
  peakDb: number;
  /** Root mean square of the frames within 35 dB of the loudest, in decibels of full scale. */
  levelDb: number;
  /**
   * Where the sound's band ends: above this frequency no band of 125 Hz is within 60 dB of the
   * strongest; at most half of 16,000 Hz.
   */
  cutoffHz: number;
  /** Frames with a pitch, as a share of those within 35 dB of the loudest. */
  voicedShare: number;
  /** Share of the samples that lie in runs of three or more at the same extreme value. */
  clippedShare: number;
}

/** Their names, in the order in which they are stored. */
export const measureNames = [
  "durationS",
  "peakDb",
  "levelDb",
  "cutoffHz",
  "voicedShare",
  "clippedShare",
] as const satisfies readonly (keyof InputMeasures)[];

const RATE_HZ = 16_000;
const FRAME = { fftSize: 512, hopSamples: 320 } as const;
const SILENCE_DB = -120;
const ACTIVE_DB = 35;
const BAND_HZ = 125;
const BAND_DEPTH_DB = 60;
/** As YIN's frames count as voiced in createPitchContour. */
const LEAST_VOICING = 0.6;
/** A run of fewer samples at full height is a peak. */
const CLIPPED_RUN = 3;
/** Below this height a run at the extreme is a quiet file's rounding, not clipping. */
const LEAST_CLIPPED = 0.05;

/**
 * Prepares the measures of recordings of any sampling rate; tables are kept between them, in
 * `analysis` what features of the same recordings need as well.
 *
 * @example
 * ```ts
 * const { levelDb } = createInputMeasures()(await readAudio("clip.wav"));
 * ```
 */
export function createInputMeasures(analysis: SoundAnalysis = createSoundAnalysis()): (
  audio: Pick<Audio, "samples" | "sampleRateHz">,
) => InputMeasures {
  const config = {
    ...{
      ...FRAME,
      sampleRateHz: RATE_HZ,
      window: "hann",
      centre: "constant",
      floorDb: 80,
    } as const,
    ...{ scale: "power", frames: 1, alignment: "start", normalisation: "none" } as const,
  };
  const spectra = createPowerSpectra(config);
  const contour = analysis.pitchContour(config);
  return ({ samples, sampleRateHz }) => {
    const durationS = samples.length / sampleRateHz;
    const peak = largestMagnitude(samples);
    const peakDb = decibels(peak ** 2);
    const clippedShare = shareClipped(samples, peak);
    if (peakDb <= SILENCE_DB || samples.length === 0) {
      const silent = { levelDb: SILENCE_DB, cutoffHz: 0, voicedShare: 0, clippedShare: 0 };
      return { durationS, peakDb: SILENCE_DB, ...silent };
    }
    const resampled = analysis.resample({ samples, sampleRateHz }, RATE_HZ);
    const { values: powers, frames, bins } = spectra(resampled);
    const energy = Float64Array.from(
      { length: frames },
      (_, frame) => sum(powers.subarray(frame * bins, (frame + 1) * bins)),
    );
    const loudest = Math.max(...energy);
    const heard = [...energy.keys()]
      .filter((frame) => energy[frame] >= loudest * 10 ** (-ACTIVE_DB / 10));
    const { values: tracks } = contour(resampled, frames);
    const voiced = heard.filter((frame) => tracks[frame * 3 + 1] >= LEAST_VOICING);
    return {
      durationS,
      peakDb,
      levelDb: levelOf(resampled, heard),
      cutoffHz: Math.min(cutoffOf(powers, bins, heard), sampleRateHz / 2),
      voicedShare: voiced.length / heard.length,
      clippedShare,
    };
  };
}

function decibels(power: number): number {
  return power > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(power)) : SILENCE_DB;
}

// Loops: a callback for each sample takes several times as long.
function largestMagnitude(samples: Float32Array): number {
  let most = 0;
  for (let at = 0; at < samples.length; at++) most = Math.max(most, Math.abs(samples[at]));
  return most;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}

function meanSquare(samples: Float32Array): number {
  let total = 0;
  for (let at = 0; at < samples.length; at++) total += samples[at] ** 2;
  return total / samples.length;
}

/** Of the samples around the centres of the frames. */
function levelOf(samples: Float32Array, frames: readonly number[]): number {
  const { fftSize, hopSamples } = FRAME;
  let power = 0;
  for (const frame of frames) {
    const start = Math.max(0, frame * hopSamples - fftSize / 2);
    const part = samples.subarray(start, frame * hopSamples + fftSize / 2);
    if (part.length) power += meanSquare(part);
  }
  return decibels(power / frames.length);
}

function cutoffOf(powers: Float32Array, bins: number, frames: readonly number[]): number {
  const hertz = RATE_HZ / (2 * (bins - 1));
  const width = Math.round(BAND_HZ / hertz);
  const bands = new Float64Array(Math.ceil(bins / width));
  for (const frame of frames) {
    for (let bin = 0; bin < bins; bin++) {
      bands[Math.floor(bin / width)] += powers[frame * bins + bin];
    }
  }
  const least = Math.max(...bands) * 10 ** (-BAND_DEPTH_DB / 10);
  const last = bands.findLastIndex((power) => power >= least);
  return Math.min(RATE_HZ / 2, (last + 1) * width * hertz);
}

function shareClipped(samples: Float32Array, peak: number): number {
  if (peak < LEAST_CLIPPED) return 0;
  let clipped = 0;
  for (let start = 0; start < samples.length;) {
    let end = start + 1;
    const value = samples[start];
    if (Math.abs(value) >= 0.999 * peak) {
      while (end < samples.length && samples[end] === value) end++;
      if (end - start >= CLIPPED_RUN) clipped += end - start;
    }
    start = end;
  }
  return clipped / samples.length;
}
