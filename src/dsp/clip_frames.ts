/** In: samples. Out: all frames of their features, before these are fitted to one length. */
import { createCepstrum } from "./cepstrum.ts";
import { derivatives } from "./derivatives.ts";
import { appendColumns, type ClipFrames } from "./append_columns.ts";
import { defaultCoefficients, defaultMelBins, type FeatureConfig } from "./feature_config.ts";
import { createMelFilters } from "./mel_filters.ts";
import { perChannelEnergy } from "./per_channel_energy.ts";
import { createPitchContour } from "./pitch_contour.ts";
import { createPowerSpectra } from "./power_spectra.ts";
import { powerToDecibels } from "./power_to_decibels.ts";
import { preEmphasis } from "./pre_emphasis.ts";
import { createSpectrogram } from "./spectrogram.ts";
import { createVoiceFrames } from "./voice_frames.ts";

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
