/** What notebooks import as "duygu/dsp": from samples to features. */
export { createClipFrames } from "../../dsp/clip_frames.ts";
export { createFeatureExtractor } from "../../dsp/create_feature_extractor.ts";
export { defaultFeatures } from "../../dsp/default_features.ts";
export { extractFeatures } from "../../dsp/extract_features.ts";
export type { FeatureConfig, FeatureSet } from "../../dsp/feature_config.ts";
export { fitFrames } from "../../dsp/fit_frames.ts";
export { inspectClip } from "../../dsp/inspect_clip.ts";
export { applyNormaliser, fitNormaliser } from "../../dsp/normalise.ts";
export { createMelFilters } from "../../dsp/mel_filters.ts";
export { createResampler } from "../../dsp/resample.ts";
export { createSpectrogram } from "../../dsp/spectrogram.ts";
export { createStft, stft } from "../../dsp/stft.ts";
export { createWindow } from "../../dsp/window.ts";
export { createYin } from "../../dsp/yin.ts";
