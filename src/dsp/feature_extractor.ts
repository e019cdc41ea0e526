import type { Audio } from "../data/audio/audio_format.ts";
import { readAudioAtOnce } from "../data/audio/read_audio.ts";
import type { SpectrogramAxis } from "./augment/spectrogram.ts";
import { defaultCoefficients, defaultMelBins, type FeatureConfig } from "./feature_config.ts";
import { appendColumns, type ClipFrames, derivatives, fitFrames, levelClip } from "./frames.ts";
import { createFunctionals, functionalsCount } from "./functionals.ts";
import { createCepstrum, createMelFilters, melCentres, perChannelEnergy } from "./mel.ts";
import { createPitchContour } from "./pitch/contour.ts";
import { PITCH_COLUMNS } from "./pitch/pitch_range.ts";
import { createResampler, type Resampler } from "./resample.ts";
import {
  createPowerSpectra,
  createSpectrogram,
  powerToDecibels,
  preEmphasis,
} from "./spectrogram.ts";
import { createVoiceFrames, VOICE_COLUMNS } from "./voice_frames.ts";

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

/**
 * Prepares the features of `config.kind` (see {@link featureConfigSchema}) of samples at
 * `config.sampleRateHz`, with pitch, voicing and level behind them where `withPitch` asks for these.
 * Pre-emphasis changes the spectrum, not pitch and level. Tables are kept from clip to clip.
 *
 * @example
 * ```ts
 * const { values, frames, bins } = createClipFrames({ ...defaultFeatures, kind: "logMel" })(samples);
 * ```
 */
export function createClipFrames(config: FeatureConfig): (samples: Float32Array) => ClipFrames {
  const spectral = createSpectralFrames(config);
  const contour = config.withPitch ? createPitchContour(config) : undefined;
  const emphasis = config.preEmphasis;
  return (samples) => {
    const frames = spectral(emphasis === undefined ? samples : preEmphasis(samples, emphasis));
    return contour ? appendColumns([frames, contour(samples, frames.frames)]) : frames;
  };
}

function createSpectralFrames(config: FeatureConfig): (samples: Float32Array) => ClipFrames {
  const { kind = "stft", melScale = "slaney", melBins = defaultMelBins } = config;
  if (kind === "stft") return createSpectrogram(config);
  if (kind === "voice") return createVoiceFrames(config);
  const powerSpectra = createPowerSpectra(config);
  const { sampleRateHz, fftSize } = config;
  const filters = createMelFilters({ sampleRateHz, fftSize, melBins, melScale });
  if (kind === "pcen") return energyNormalised(config, melBins, powerSpectra, filters);
  const logMel = (samples: Float32Array) => {
    const { values: powers, frames } = powerSpectra(samples);
    const values = filters.apply(powers, frames);
    return { values, frames, bins: melBins, floor: powerToDecibels(values, config.floorDb) };
  };
  return kind === "logMel" ? logMel : cepstral(config, melBins, logMel);
}

function energyNormalised(
  { sampleRateHz, hopSamples }: FeatureConfig,
  bands: number,
  powerSpectra: ReturnType<typeof createPowerSpectra>,
  filters: ReturnType<typeof createMelFilters>,
): (samples: Float32Array) => ClipFrames {
  return (samples) => {
    const { values: powers, frames } = powerSpectra(samples);
    const values = filters.apply(powers.map(Math.sqrt), frames);
    perChannelEnergy(values, frames, { bands, sampleRateHz, hopSamples });
    return { values, frames, bins: bands, floor: 0 };
  };
}

function cepstral(
  { coefficients = defaultCoefficients }: FeatureConfig,
  melBins: number,
  logMel: (samples: Float32Array) => ClipFrames & { floor: number },
): (samples: Float32Array) => ClipFrames {
  const cepstrum = createCepstrum(melBins, coefficients);
  return (samples) => {
    const { values: bands, frames, floor } = logMel(samples);
    const values = cepstrum(bands, frames);
    const silence = cepstrum(new Float32Array(melBins).fill(floor), 1);
    const columns = (values: Float32Array, floor: number | Float32Array): ClipFrames => {
      return { values, frames, bins: coefficients, floor };
    };
    return appendColumns([
      columns(values, silence),
      columns(derivatives(values, frames, coefficients, 1), 0),
      columns(derivatives(values, frames, coefficients, 2), 0),
    ]);
  };
}

/**
 * Columns of one frame of what a network is fed with: those of {@link featureBins}, with speakerViews
 * twice and one that tells them apart.
 */
export function inputBins(
  config: Parameters<typeof featureBins>[0] & Pick<FeatureConfig, "speakerViews">,
): number {
  const bins = featureBins(config);
  return config.speakerViews ? viewBins(bins) : bins;
}

/** Columns of two views of `bins` columns each. */
export function viewBins(bins: number): number {
  return 2 * bins + 1;
}

/** Columns of one frame of the features that `config` describes. */
export function featureBins(
  {
    kind = "stft",
    fftSize,
    melBins = defaultMelBins,
    coefficients = defaultCoefficients,
    withPitch,
    functionals,
  }: Pick<
    FeatureConfig,
    "kind" | "fftSize" | "melBins" | "coefficients" | "withPitch" | "functionals"
  >,
): number {
  const spectral = {
    stft: fftSize / 2 + 1,
    logMel: melBins,
    pcen: melBins,
    mfcc: 3 * coefficients,
    voice: VOICE_COLUMNS,
  };
  const columns = spectral[kind] + (withPitch ? PITCH_COLUMNS : 0);
  return functionals ? functionalsCount(functionals, columns) : columns;
}

/**
 * The frequencies, in hertz, of the STFT's bins or the mel bands, with pitch, voicing and level as
 * contours after them. Cepstral coefficients and what tells of the voice are no axis of frequency:
 * all of their columns are contours.
 */
export function spectrogramAxis(config: FeatureConfig): SpectrogramAxis {
  const frequencies = frequenciesOf(config);
  return { frequencies, contours: featureBins(config) - frequencies.length };
}

function frequenciesOf(
  { kind = "stft", sampleRateHz, fftSize, melBins = defaultMelBins, melScale = "slaney" }:
    FeatureConfig,
): number[] {
  switch (kind) {
    case "stft":
      return Array.from({ length: fftSize / 2 + 1 }, (_, bin) => bin * sampleRateHz / fftSize);
    case "logMel":
    case "pcen":
      return melCentres({ sampleRateHz, melBins, melScale });
    case "mfcc":
    case "voice":
      return [];
  }
}

/** Features of the files at `paths`, [clips, frames, bins]. Throws a UserError at the first bad one. */
export async function extractBatch(
  extractor: FeatureExtractor,
  paths: string[],
): Promise<Float32Array<ArrayBuffer>> {
  const size = extractor.frames * extractor.bins;
  const data = new Float32Array(paths.length * size);
  for (const [i, path] of paths.entries()) {
    extractor.extract(await readAudioAtOnce(path), data.subarray(i * size, (i + 1) * size));
  }
  return data;
}
