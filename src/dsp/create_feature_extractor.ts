/** In: a feature configuration. Out: a function from a clip's samples to its features. */
import type { Audio } from "../data/audio/audio_format.ts";
import { createClipFrames } from "./clip_frames.ts";
import { featureBins } from "./feature_bins.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { fitFrames } from "./fit_frames.ts";
import { createFunctionals } from "./functionals.ts";
import { levelClip } from "./level_clip.ts";
import { createResampler, type Resampler } from "./resample.ts";

/** Computes features of clips one after another, with tables kept between them. */
export interface FeatureExtractor {
  /** As configured. */
  frames: number;
  /** See {@link featureBins}. */
  bins: number;
  /** Resamples, limits the band and sets the level where asked, transforms, scales and fits a clip: [frames, bins], not normalised. */
  extract(audio: Pick<Audio, "samples" | "sampleRateHz">, out?: Float32Array): Float32Array;
}

/**
 * Prepares {@link FeatureExtractor.extract} for `config`; its normalisation is left to
 * applyNormaliser. `extract` writes into `out` where given and returns it.
 *
 * @example
 * ```ts
 * const features = createFeatureExtractor(defaultFeatures).extract(await readAudio(path));
 * ```
 */
export function createFeatureExtractor(config: FeatureConfig): FeatureExtractor {
  const clipFrames = createClipFrames(config);
  const functionals = createFunctionals(config);
  const bins = featureBins(config);
  const { sampleRateHz, bandwidthHz, levelDb } = config;
  const resamplers = new Map<number, Resampler>();
  const resamplerFrom = (rateHz: number) => {
    const known = resamplers.get(rateHz) ?? createBandLimiter(rateHz, sampleRateHz, bandwidthHz);
    resamplers.set(rateHz, known);
    return known;
  };
  return {
    frames: config.frames,
    bins,
    extract(audio, out = new Float32Array(config.frames * bins)) {
      const resampled = resamplerFrom(audio.sampleRateHz)(audio.samples);
      const heard = levelDb === undefined
        ? resampled
        : levelClip(resampled, { sampleRateHz, levelDb });
      const all = clipFrames(heard);
      fitFrames(functionals ? functionals(heard, all) : all, config, out);
      return out;
    },
  };
}

/** To `toHz`, where `bandwidthHz` is given by way of a rate that holds no more than that band. */
function createBandLimiter(fromHz: number, toHz: number, bandwidthHz?: number): Resampler {
  if (bandwidthHz === undefined || 2 * bandwidthHz >= Math.min(fromHz, toHz)) {
    return createResampler(fromHz, toHz);
  }
  const down = createResampler(fromHz, 2 * bandwidthHz);
  const up = createResampler(2 * bandwidthHz, toHz);
  return (samples) => up(down(samples));
}
