/** In: a feature configuration. Out: how many numbers a frame has. */
import { defaultCoefficients, defaultMelBins, type FeatureConfig } from "./feature_config.ts";
import { functionalsCount } from "./functionals.ts";
import { PITCH_COLUMNS } from "./pitch_range.ts";
import { VOICE_COLUMNS } from "./voice_frames.ts";

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
