/** In: a feature configuration. Out: what its columns stand for, as augmentation needs it. */
import type { SpectrogramAxis } from "./augment/augment_spectrogram.ts";
import { featureBins } from "./feature_bins.ts";
import { defaultMelBins, type FeatureConfig } from "./feature_config.ts";
import { melCentres } from "./mel_filters.ts";

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
