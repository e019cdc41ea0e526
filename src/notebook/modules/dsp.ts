/** What notebooks import as "duygu/dsp": from samples to features. */
export { type ClipFrames, fitFrames } from "../../dsp/frames.ts";
export {
  createClipFrames,
  createFeatureExtractor,
  type FeatureExtractor,
} from "../../dsp/feature_extractor.ts";
export type { EncoderConfig } from "../../dsp/encoder/encoder_config.ts";
export {
  addEncoder,
  type Encoder,
  type EncoderChoice,
  openEncoder,
} from "../../dsp/encoder/open_encoder.ts";
export { createEgemaps } from "../../dsp/egemaps/egemaps.ts";
export { type EgemapsFeature, egemapsTable } from "../../dsp/egemaps/feature_table.ts";
export {
  defaultFeatures,
  type FeatureConfig,
  type FeatureSet,
  type FrameSettings,
  type ImportedConfig,
} from "../../dsp/feature_config.ts";
export {
  extractFeatures,
  type ExtractOptions,
  type FeatureSource,
} from "../../dsp/extract_features.ts";
export {
  createSoundAnalysis,
  type PitchContour,
  type SoundAnalysis,
} from "../../dsp/sound_analysis.ts";
export { importFeatures } from "../../dsp/import_features.ts";
export { type ClipReport, inspectClip, type Statistics } from "../../dsp/inspect_clip.ts";
export {
  createMelFilters,
  type MelFilters,
  type MelOptions,
  type MelScale,
} from "../../dsp/mel.ts";
export {
  applyNormaliser,
  fitNormaliser,
  type Normaliser,
  type SpeakerFitOptions,
  type SpeakerOf,
  withSpeakers,
} from "../../dsp/normalise.ts";
export { createResampler, type Resampler } from "../../dsp/resample.ts";
export {
  createPowerSpectra,
  createSpectrogram,
  createWindow,
  type PowerSpectra,
  type Spectrogram,
  type SpectrogramOptions,
  type StftOptions,
} from "../../dsp/stft.ts";
export { createYin, type PitchTrack, type YinOptions } from "../../dsp/pitch/yin.ts";
