/** In: a feature configuration. Out: how many numbers a frame has. */
import { defaultCoefficients, defaultMelBins, type FeatureConfig } from "./feature_config.ts";

/** Log-pitch, voicing and level. */
export const PITCH_COLUMNS = 3;

/** Columns of one frame of the features that `config` describes. */
export function featureBins(
  {
    kind = "stft",
    fftSize,
    melBins = defaultMelBins,
    coefficients = defaultCoefficients,
    withPitch,
  }: Pick<FeatureConfig, "kind" | "fftSize" | "melBins" | "coefficients" | "withPitch">,
): number {
  const spectral = {
    stft: fftSize / 2 + 1,
    logMel: melBins,
    pcen: melBins,
    mfcc: 3 * coefficients,
  };
  return spectral[kind] + (withPitch ? PITCH_COLUMNS : 0);
}
