import { readAudio } from "../data/audio/read_audio.ts";
import { deviation, mean } from "./contour_statistics.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { createClipFrames } from "./feature_extractor.ts";
import { type ClipFrames, fitFrames } from "./frames.ts";
import { createResampler } from "./resample.ts";

/** Plain statistics of some numbers. */
export interface Statistics {
  /** The least of them. */
  minimum: number;
  /** Their arithmetic mean. */
  mean: number;
  /** The greatest of them. */
  maximum: number;
  /** Of the population. */
  deviation: number;
}

/** A clip and its features, in numbers. */
export interface ClipReport {
  /** The clip's file. */
  path: string;
  /** As the file has it, before resampling. */
  sampleRateHz: number;
  /** As the file has them, before they are averaged. */
  channels: number;
  /** Length of the whole file. */
  durationS: number;
  /** Largest magnitude, in decibels below full scale; null for silence. */
  peakDb: number | null;
  /** Root of the mean square, in decibels below full scale; null for silence. */
  rmsDb: number | null;
  /** Frames of the whole clip, before it is cropped or padded. */
  framesFound: number;
  /** [frames, bins] of the features. */
  shape: [number, number];
  /** Of the features, in their scale's unit, not normalised. */
  features: Statistics;
  /** How the features were computed. */
  config: FeatureConfig;
}

/**
 * Reads the sound file at `path` and computes its features as `config` says, `clipFrames`
 * of the whole clip. Throws a UserError where the file cannot be read.
 */
export async function inspectClip(
  path: string,
  config: FeatureConfig,
): Promise<{ report: ClipReport; clipFrames: ClipFrames }> {
  const { samples, sampleRateHz, channels, durationS } = await readAudio(path);
  const resampled = createResampler(sampleRateHz, config.sampleRateHz)(samples);
  const clipFrames = createClipFrames(config)(resampled);
  const features = new Float32Array(config.frames * clipFrames.bins);
  fitFrames(clipFrames, config, features);
  const signal = statistics(samples);
  const report: ClipReport = {
    path,
    sampleRateHz,
    channels,
    durationS,
    peakDb: decibels(Math.max(signal.maximum, -signal.minimum)),
    rmsDb: decibels(Math.hypot(signal.mean, signal.deviation)),
    framesFound: clipFrames.frames,
    shape: [config.frames, clipFrames.bins],
    features: statistics(features),
    config,
  };
  return { report, clipFrames };
}

function decibels(magnitude: number): number | null {
  return magnitude > 0 ? 20 * Math.log10(magnitude) : null;
}

function statistics(values: Float32Array): Statistics {
  let minimum = Infinity, maximum = -Infinity;
  for (const value of values) {
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return { minimum, mean: mean(values), maximum, deviation: deviation(values) };
}
