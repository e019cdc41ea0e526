/** How much of the sound networks see. */
import type { FeatureConfig } from "../dsp/feature_config.ts";

type Framing = Pick<FeatureConfig, "frames" | "hopSamples" | "fftSize" | "sampleRateHz">;

/** A configuration whose frames keep less of the sound than this is warned of. */
const LEAST_KEPT = 0.95;

/** Seconds of sound that lie within the frames. */
export function framesSeconds({ frames, hopSamples, fftSize, sampleRateHz }: Framing): number {
  return ((frames - 1) * hopSamples + fftSize) / sampleRateHz;
}

/** Of the clips' sound the share that the frames keep, 0 to 1; 1 where there is none. */
export function keptShare(durationsS: readonly number[], framing: Framing): number {
  const length = framesSeconds(framing);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const all = sum(durationsS);
  return all === 0 ? 1 : sum(durationsS.map((duration) => Math.min(duration, length))) / all;
}

/**
 * The least multiple of `step` frames that keeps {@link LEAST_KEPT} of the clips' sound, at most
 * `most`; `framing.frames` where no duration is known.
 */
export function framesFor(
  durationsS: readonly number[],
  framing: Framing,
  { step, most }: { step: number; most: number },
): number {
  if (durationsS.every((duration) => duration === 0)) return framing.frames;
  for (let frames = step; frames < most; frames += step) {
    if (keptShare(durationsS, { ...framing, frames }) >= LEAST_KEPT) return frames;
  }
  return most;
}

/** What becomes of clips of these lengths, in words; what is cut is reported, and warned of. */
export function lengthText(
  durationsS: readonly number[],
  features: FeatureConfig,
): { text: string; isWarning: boolean } {
  if (features.functionals) {
    return { text: "each clip is summed up whole: nothing is cut or padded", isWarning: false };
  }
  const seconds = framesSeconds(features);
  const cut = 1 - keptShare(durationsS, features);
  const place = features.alignment === "start" ? "at the end" : "at both ends";
  const padded = durationsS.filter((duration) => duration < seconds).length / durationsS.length;
  const share = (value: number) => `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
  return {
    text:
      `longer clips are cut ${place} to ${seconds.toFixed(2)} s, shorter ones padded there; of ` +
      `the training set's sound ${share(cut)} is cut, ${share(padded)} of its clips are padded`,
    isWarning: cut > 1 - LEAST_KEPT,
  };
}
