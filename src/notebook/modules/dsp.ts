/** What notebooks import as "duygu/dsp": samples varied, and from samples to features. */
export { addNoise, type NoiseOptions } from "../../dsp/augment/add_noise.ts";
export { changeGain } from "../../dsp/augment/change_gain.ts";
export { addRoom, type Room } from "../../dsp/augment/room_response.ts";
export { shiftPitch } from "../../dsp/augment/shift_pitch.ts";
export { shiftSamples } from "../../dsp/augment/shift_samples.ts";
export { stretchTime } from "../../dsp/augment/stretch_time.ts";
export type { ClipFrames } from "../../dsp/append_columns.ts";
export { createClipFrames } from "../../dsp/clip_frames.ts";
export {
  createFeatureExtractor,
  type FeatureExtractor,
} from "../../dsp/create_feature_extractor.ts";
export { defaultFeatures } from "../../dsp/default_features.ts";
export { extractFeatures } from "../../dsp/extract_features.ts";
export type { FeatureConfig, FeatureSet } from "../../dsp/feature_config.ts";
export { fitFrames } from "../../dsp/fit_frames.ts";
export { type ClipReport, inspectClip, type Statistics } from "../../dsp/inspect_clip.ts";
export type { MelScale } from "../../dsp/mel_scale.ts";
export {
  applyNormaliser,
  fitNormaliser,
  type Normaliser,
  type SpeakerFitOptions,
  type SpeakerOf,
  withSpeakers,
} from "../../dsp/normalise.ts";
export { createMelFilters, type MelFilters, type MelOptions } from "../../dsp/mel_filters.ts";
export { createResampler, type Resampler } from "../../dsp/resample.ts";
export {
  createSpectrogram,
  type Spectrogram,
  type SpectrogramOptions,
} from "../../dsp/spectrogram.ts";
export {
  type ComplexSpectrogram,
  createStft,
  type SpectrumSink,
  type Stft,
  stft,
  type StftOptions,
} from "../../dsp/stft.ts";
export type { ExtractOptions, FeatureSource } from "../../dsp/stream_features.ts";
export { createWindow } from "../../dsp/window.ts";
export { createYin, type PitchTrack, type YinOptions } from "../../dsp/yin.ts";
