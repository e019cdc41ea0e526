import { UserError } from "../base/user_error.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { readAudioAtOnce } from "../data/audio/read_audio.ts";
import type { SpectrogramAxis } from "./augment/spectrogram.ts";
import { createEgemaps, EGEMAPS_VALUES } from "./egemaps/egemaps.ts";
import { encoderValues } from "./encoder/encoder_config.ts";
import { type Encoder, openEncoder } from "./encoder/open_encoder.ts";
import { type FeatureConfig, frameSettings, type ImportedConfig } from "./feature_config.ts";
import { featureKind } from "./feature_kinds.ts";
import { appendColumns, type ClipFrames, fitFrames, levelClip } from "./frames.ts";
import { createFunctionals, functionalsCount } from "./functionals.ts";
import { PITCH_COLUMNS } from "./pitch/path.ts";
import { createSoundAnalysis, type SoundAnalysis } from "./sound_analysis.ts";
import { preEmphasis } from "./stft.ts";

/** Computes features of clips one after another, with tables kept between them. */
export interface FeatureExtractor {
  /** As configured. */
  frames: number;
  /** See {@link featureBins}. */
  bins: number;
  /**
   * Resamples, limits the band and sets the level where requested, transforms, scales and fits a
   * clip: [frames, bins], not normalised. Throws an Error where an encoder has to be waited for.
   */
  extract(audio: Pick<Audio, "samples" | "sampleRateHz">, out?: Float32Array): Float32Array;
  /** As extract, with an encoder as well, which is loaded with the first clip. */
  extractLater(
    audio: Pick<Audio, "samples" | "sampleRateHz">,
    out?: Float32Array,
  ): Promise<Float32Array>;
  /** Frees what was loaded; nothing where no encoder was. */
  dispose(): Promise<void>;
}

/**
 * Prepares {@link FeatureExtractor.extract} for `config`; its normalisation is left to
 * applyNormaliser. `extract` writes into `out` where given and returns it. What `analysis` has of
 * the same recordings is used again.
 *
 * @example
 * ```ts
 * const features = createFeatureExtractor(defaultFeatures).extract(await readAudio(path));
 * ```
 */
export function createFeatureExtractor(
  config: FeatureConfig,
  analysis: SoundAnalysis = createSoundAnalysis(),
): FeatureExtractor {
  const clipFrames = createClipFrames(config, analysis);
  const functionals = createFunctionals(config);
  const egemaps = config.functionals === "egemaps" ? createEgemaps(config.sampleRateHz) : undefined;
  const bins = featureBins(config);
  const { sampleRateHz, levelDb } = config;
  const heard = (audio: Pick<Audio, "samples" | "sampleRateHz">) => {
    const resampled = analysis.resample(limitBand(audio, analysis, config), sampleRateHz);
    return levelDb === undefined ? resampled : levelClip(resampled, { sampleRateHz, levelDb });
  };
  const computed = (samples: Float32Array, out: Float32Array) => {
    if (config.functionals === "encoder") return;
    if (egemaps) return out.set(egemaps(samples));
    const all = clipFrames(samples);
    fitFrames(functionals ? functionals(samples, all) : all, config, out);
  };
  let encoder: Promise<Encoder> | undefined;
  return {
    frames: config.frames,
    bins,
    extract(audio, out = new Float32Array(config.frames * bins)) {
      if (config.imported) throw notImported(config.imported);
      if (config.encoder) throw new Error("Expected extractLater for features of an encoder");
      computed(heard(audio), out);
      return out;
    },
    async extractLater(audio, out = new Float32Array(config.frames * bins)) {
      if (config.imported) throw notImported(config.imported);
      const samples = heard(audio);
      const own = bins - (config.encoder ? encoderValues(config.encoder) : 0);
      computed(samples, out.subarray(0, config.frames * own));
      if (!config.encoder) return out;
      encoder ??= openEncoder(config.encoder);
      out.set((await encoder).embed(samples), own);
      return out;
    },
    dispose: async () => (await encoder)?.dispose(),
  };
}

/** Nothing here computes what somebody else did. */
function notImported({ name }: ImportedConfig): UserError {
  return new UserError(
    `Expected the features ${name} of every clip among the imported ones, but one has none: ` +
      "`duygu features import CSV --corpus ID` takes them from the table that the run was made with",
  );
}

/** At a rate that holds no more than `bandwidthHz`, where that is given and not there already. */
function limitBand(
  audio: Pick<Audio, "samples" | "sampleRateHz">,
  analysis: SoundAnalysis,
  { sampleRateHz, bandwidthHz = Infinity }: FeatureConfig,
): Pick<Audio, "samples" | "sampleRateHz"> {
  const rateHz = 2 * bandwidthHz;
  if (rateHz >= Math.min(audio.sampleRateHz, sampleRateHz)) return audio;
  return { samples: analysis.resample(audio, rateHz), sampleRateHz: rateHz };
}

/**
 * Prepares the features of `config.kind` (see featureKinds) of samples at
 * `config.sampleRateHz`, with pitch, voicing and level behind them where `withPitch` requests
 * these. Pre-emphasis changes the spectrum, not pitch and level. Tables are kept from clip to clip.
 *
 * @example
 * ```ts
 * const { values, frames, bins } = createClipFrames({ ...defaultFeatures, kind: "logMel"
 * })(samples);
 * ```
 */
export function createClipFrames(
  config: FeatureConfig,
  analysis: SoundAnalysis = createSoundAnalysis(),
): (samples: Float32Array) => ClipFrames {
  const spectral = featureKind(config).frames(frameSettings(config));
  const contour = config.withPitch ? analysis.pitchContour(config) : undefined;
  const emphasis = config.preEmphasis;
  return (samples) => {
    const frames = spectral(emphasis === undefined ? samples : preEmphasis(samples, emphasis));
    return contour ? appendColumns([frames, contour(samples, frames.frames)]) : frames;
  };
}

/**
 * Columns of one frame of what a network is fed with: those of {@link featureBins}, with
 * speakerViews twice and one that tells them apart.
 */
export function inputBins(
  config: FeatureConfig,
): number {
  const bins = featureBins(config);
  return config.speakerViews ? viewBins(bins) : bins;
}

/** Columns of two views of `bins` columns each. */
export function viewBins(bins: number): number {
  return 2 * bins + 1;
}

/** Columns of one frame of the features that `config` describes. */
export function featureBins(config: FeatureConfig): number {
  const { withPitch, functionals, encoder, imported } = config;
  if (functionals === "imported") return imported!.values;
  const encoded = encoder ? encoderValues(encoder) : 0;
  if (functionals === "encoder") return encoded;
  if (functionals === "egemaps") return encoded + EGEMAPS_VALUES;
  const bins = featureKind(config).bins(frameSettings(config));
  const columns = bins + (withPitch ? PITCH_COLUMNS : 0);
  return encoded + (functionals ? functionalsCount(functionals, columns) : columns);
}

/**
 * The frequencies, in hertz, of those bins that have one, with all other columns, such as pitch,
 * voicing and level, as contours after them.
 */
export function spectrogramAxis(config: FeatureConfig): SpectrogramAxis {
  const frequencies = featureKind(config).frequencies(frameSettings(config));
  return { frequencies, contours: featureBins(config) - frequencies.length };
}

/**
 * Features of the files at `paths`, [clips, frames, bins]. Throws a UserError at the first bad one.
 */
export async function extractBatch(
  extractor: FeatureExtractor,
  paths: string[],
): Promise<Float32Array<ArrayBuffer>> {
  const size = extractor.frames * extractor.bins;
  const data = new Float32Array(paths.length * size);
  for (const [i, path] of paths.entries()) {
    const audio = await readAudioAtOnce(path);
    await extractor.extractLater(audio, data.subarray(i * size, (i + 1) * size));
  }
  return data;
}
