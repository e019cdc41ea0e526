/** In: a feature configuration. Out: a name for what it computes, to find it again on disk. */
import { sha256 } from "../base/files.ts";
import { defaultCoefficients, defaultMelBins, type FeatureConfig } from "./feature_config.ts";

/** Raised whenever the same configuration comes to give other numbers. */
const VERSION = 3;

/**
 * 16 hexadecimal digits, the same for two configurations exactly if their features before
 * normalisation are.
 */
export function featureKey(config: FeatureConfig): string {
  const { sampleRateHz, fftSize, hopSamples, window, centre, frames, alignment } = config;
  const { kind = "stft", preEmphasis = null, withPitch = false } = config;
  const scale = kind === "stft" ? config.scale : null;
  // The floor matters to decibels alone.
  const isFloored = withPitch || scale === "log" || ["logMel", "mfcc", "voice"].includes(kind);
  const parts: unknown[] = [
    ...[VERSION, sampleRateHz, fftSize, hopSamples, window, centre, scale],
    ...[isFloored ? config.floorDb : null, frames, alignment],
  ];
  // What came later is named only where it is used, so that older caches stay valid.
  if (kind !== "stft" || preEmphasis !== null || withPitch) {
    const { melBins = defaultMelBins, melScale = "slaney" } = config;
    const mel = kind === "stft" || kind === "voice" ? null : [melBins, melScale];
    const coefficients = kind === "mfcc" ? config.coefficients ?? defaultCoefficients : null;
    parts.push({ kind, mel, coefficients, preEmphasis, withPitch });
  }
  if (config.functionals) parts.push(config.functionals);
  const { bandwidthHz, levelDb } = config;
  if (bandwidthHz !== undefined || levelDb !== undefined) parts.push({ bandwidthHz, levelDb });
  return sha256(JSON.stringify(parts)).slice(0, 16);
}
