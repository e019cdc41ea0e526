/** In: all frames of a clip's features. Out: one frame that sums them up. */
import { appendColumns, type ClipFrames } from "./append_columns.ts";
import { addedValues, createCombinedFunctionals } from "./combined_functionals.ts";
import { type FeatureConfig } from "./feature_config.ts";
import { QUIETEST_DB } from "./heard_frames.ts";
import { PITCH_COLUMNS } from "./pitch_range.ts";
import { PROSODIC_VALUES, prosodicFunctionals } from "./prosodic_functionals.ts";
import { VOICE_VALUES, voiceFunctionals } from "./voice_functionals.ts";

/** What {@link clipFunctionals} computes. */
export type Functionals =
  | "mean"
  | "meanAndDeviation"
  | "meanDeviationAndProsody"
  | "voice"
  | "combined";

/** How many values `columns` become. */
export function functionalsCount(functionals: Functionals, columns: number): number {
  if (functionals === "mean") return columns;
  if (functionals === "voice") return VOICE_VALUES;
  const prosody = functionals === "meanAndDeviation" ? 0 : PROSODIC_VALUES;
  const added = functionals === "combined" ? addedValues(columns - PITCH_COLUMNS) : 0;
  return 2 * columns + prosody + added;
}

/**
 * Sums a clip up as utterance-level statistics, "functionals" of the frames (as Eyben et al. 2016,
 * "The Geneva Minimalistic Acoustic Parameter Set", do of other features): means of all columns over
 * the frames in which something is to be heard, then, where asked, their deviations. What words say
 * is lost; how they are said, in voice, pitch and level, stays. Where asked, prosodicFunctionals
 * follow. `frames` must end with the level in decibels, as features with pitch do; but for "voice",
 * which are voiceFunctionals of createVoiceFrames. Out: [1, {@link functionalsCount}].
 *
 * @example
 * ```ts
 * const { values } = clipFunctionals(frames, "mean");
 * ```
 */
export function clipFunctionals(
  clip: ClipFrames,
  functionals: Exclude<Functionals, "combined">,
): ClipFrames {
  if (functionals === "voice") return voiceFunctionals(clip);
  if (functionals !== "meanDeviationAndProsody") return statistics(clip, functionals);
  return appendColumns([statistics(clip, "meanAndDeviation"), prosodicFunctionals(clip)]);
}

/**
 * Prepares {@link clipFunctionals} of `config.functionals`; "combined" are means and deviations and
 * createCombinedFunctionals, which need the samples too. Undefined where none are asked for.
 */
export function createFunctionals(
  config: FeatureConfig,
): ((samples: Float32Array, clip: ClipFrames) => ClipFrames) | undefined {
  const { functionals } = config;
  if (functionals === undefined) return undefined;
  if (functionals !== "combined") return (_, clip) => clipFunctionals(clip, functionals);
  const combined = createCombinedFunctionals(config);
  return (samples, clip) =>
    appendColumns([statistics(clip, "meanAndDeviation"), combined(samples, clip)]);
}

function statistics(
  { values, frames, bins }: ClipFrames,
  functionals: "mean" | "meanAndDeviation",
): ClipFrames {
  const level = (frame: number) => values[(frame + 1) * bins - 1];
  let loudest = -Infinity;
  for (let frame = 0; frame < frames; frame++) loudest = Math.max(loudest, level(frame));
  const mean = new Float64Array(bins);
  const square = new Float64Array(bins);
  let heard = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (level(frame) < loudest - QUIETEST_DB) continue;
    heard++;
    for (let bin = 0; bin < bins; bin++) {
      const value = values[frame * bins + bin];
      // Welford's recurrence: no digits are lost where the deviation is small.
      const off = value - mean[bin];
      mean[bin] += off / heard;
      square[bin] += off * (value - mean[bin]);
    }
  }
  const columns = functionalsCount(functionals, bins);
  const out = new Float32Array(columns);
  out.set(mean);
  if (functionals === "meanAndDeviation") {
    for (let bin = 0; bin < bins; bin++) out[bins + bin] = Math.sqrt(square[bin] / heard);
  }
  return { values: out, frames: 1, bins: columns, floor: 0 };
}
