/** In: a clip's features of any length. Out: one of a fixed number of frames, cropped or padded. */
import type { ClipFrames } from "./append_columns.ts";
import type { FeatureConfig } from "./feature_config.ts";

/**
 * Writes a clip's features into `out` ([frames, bins], row-major): the frames that do not fit are
 * dropped, missing ones filled with their floor. With alignment "start" that happens at the end,
 * with "centre" at both ends (one more at the end where it is odd).
 */
export function fitFrames(
  { values, frames: found, bins, floor }: ClipFrames,
  { frames, alignment }: Pick<FeatureConfig, "frames" | "alignment">,
  out: Float32Array,
): void {
  const surplus = found - frames;
  const skipped = alignment === "start" ? 0 : Math.floor(Math.abs(surplus) / 2);
  if (surplus >= 0) {
    out.set(values.subarray(skipped * bins, (skipped + frames) * bins));
    return;
  }
  if (typeof floor === "number") out.fill(floor);
  else for (let frame = 0; frame < frames; frame++) out.set(floor, frame * bins);
  out.set(values, skipped * bins);
}
