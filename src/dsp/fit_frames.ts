/** In: a spectrogram of any length. Out: one of a fixed number of frames, cropped or padded. */
import type { FeatureConfig } from "./feature_config.ts";
import type { Spectrogram } from "./spectrogram.ts";

/**
 * Writes `spectrogram` into `out` ([frames, bins], row-major): the frames that do not fit are
 * dropped, missing ones filled with its floor. With alignment "start" that happens at the end,
 * with "centre" at both ends (one more at the end where it is odd).
 */
export function fitFrames(
  { values, frames: found, bins, floor }: Spectrogram,
  { frames, alignment }: Pick<FeatureConfig, "frames" | "alignment">,
  out: Float32Array,
): void {
  const surplus = found - frames;
  const skipped = alignment === "start" ? 0 : Math.floor(Math.abs(surplus) / 2);
  if (surplus >= 0) {
    out.set(values.subarray(skipped * bins, (skipped + frames) * bins));
    return;
  }
  out.fill(floor);
  out.set(values, skipped * bins);
}
