/** In: samples. Out: magnitudes, powers or decibels over time and frequency. */
import type { FeatureConfig } from "./feature_config.ts";
import { powerToDecibels } from "./power_to_decibels.ts";
import { createPowerSpectra } from "./power_spectra.ts";
import type { StftOptions } from "./stft.ts";

/** The part of a feature configuration that a spectrogram needs. */
export type SpectrogramOptions = StftOptions & Pick<FeatureConfig, "scale" | "floorDb">;

/** A spectrogram of one clip. */
export interface Spectrogram {
  /** [frames, bins], row-major. */
  values: Float32Array;
  /** How many rows. */
  frames: number;
  /** How many numbers a frame has. */
  bins: number;
  /** What stands for silence, to pad with: 0, or the floor in decibels. */
  floor: number;
}

/**
 * Prepares the spectrogram of `options.scale`: "magnitude" |X|, "power" |X|², or "log", which is
 * 10 log10 |X|² in decibels relative to a magnitude of 1, raised where needed to `floorDb` below
 * the clip's peak, as `librosa.amplitude_to_db(abs(stft), ref=1, top_db=floorDb)` gives it.
 * The result is a function from samples to spectrogram, which keeps its tables from clip to clip.
 *
 * @example
 * ```ts
 * const spectrogram = createSpectrogram(defaultFeatures);
 * const { values, frames, bins } = spectrogram(samples);
 * ```
 */
export function createSpectrogram(
  options: SpectrogramOptions,
): (samples: Float32Array) => Spectrogram {
  const powerSpectra = createPowerSpectra(options);
  return (samples) => {
    const { values, frames, bins } = powerSpectra(samples);
    let floor = 0;
    if (options.scale === "magnitude") {
      for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
    } else if (options.scale === "log") {
      floor = powerToDecibels(values, options.floorDb);
    }
    return { values, frames, bins, floor };
  };
}
