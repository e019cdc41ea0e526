import type { Audio } from "../data/audio/audio_format.ts";
import type { FeatureConfig } from "./feature_config.ts";
import type { ClipFrames } from "./frames.ts";
import { createPitchContour } from "./pitch/contour.ts";
import { createResampler, type Resampler } from "./resample.ts";

/** Computes pitch, voicing and level of samples; see {@link createPitchContour}. */
export type PitchContour = (samples: Float32Array, frames: number) => ClipFrames;

/** The steps that features and measures of a recording have in common. */
export interface SoundAnalysis {
  /** `audio` at `toHz`; see {@link createResampler}. */
  resample(audio: Pick<Audio, "samples" | "sampleRateHz">, toHz: number): Float32Array;
  /** Of frames as in `config`. */
  pitchContour(config: FeatureConfig): PitchContour;
}

/**
 * Prepares the steps, with tables kept from one recording to the next. Where results are
 * remembered, a step is taken once a recording however often it is asked for: while a recording's
 * samples are in memory, neither they nor what came of them may change.
 *
 * @example
 * ```ts
 * const analysis = createSoundAnalysis({ remember: true });
 * const extractor = createFeatureExtractor(config, analysis);
 * const measure = createInputMeasures(analysis);
 * ```
 */
export function createSoundAnalysis({ remember = false } = {}): SoundAnalysis {
  const resamplers = new Map<string, Resampler>();
  const contours = new Map<string, PitchContour>();
  const kept = remember ? rememberOne : <T>(step: T) => step;
  return {
    resample({ samples, sampleRateHz }, toHz) {
      const key = `${sampleRateHz} ${toHz}`;
      const resampler = resamplers.get(key) ?? kept(createResampler(sampleRateHz, toHz));
      resamplers.set(key, resampler);
      return resampler(samples);
    },
    pitchContour(config) {
      const { sampleRateHz, fftSize, hopSamples, centre, floorDb } = config;
      const fromFrame = centre === "none";
      const key = JSON.stringify([sampleRateHz, fftSize, hopSamples, fromFrame, floorDb]);
      const contour = contours.get(key) ?? kept(createPitchContour(config));
      contours.set(key, contour);
      return contour;
    },
  };
}

/** `step` with its last result for each array of samples that is still in memory. */
function rememberOne<Rest extends unknown[], Result>(
  step: (samples: Float32Array, ...rest: Rest) => Result,
): (samples: Float32Array, ...rest: Rest) => Result {
  const results = new WeakMap<Float32Array, { rest: Rest; result: Result }>();
  return (samples, ...rest) => {
    const earlier = results.get(samples);
    if (earlier?.rest.every((value, at) => value === rest[at])) return earlier.result;
    const result = step(samples, ...rest);
    results.set(samples, { rest, result });
    return result;
  };
}
