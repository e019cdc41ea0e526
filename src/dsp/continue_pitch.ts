/** In: pitch where there is voice. Out: a pitch for every frame. */
import { HIGHEST_PITCH_HZ, LOWEST_PITCH_HZ } from "./pitch_range.ts";

/**
 * log2 of the pitch in hertz in voiced frames, in between continued in straight lines, and level at
 * both ends; the middle of the range where no frame is voiced.
 *
 * @example
 * ```ts
 * continuePitch(Float32Array.of(0, 128, 0, 512), (frame) => frame % 2 === 1); // [7, 7, 8, 9]
 * ```
 */
export function continuePitch(
  pitchHz: Float32Array,
  isVoiced: (frame: number) => boolean,
): Float32Array {
  const middle = Math.log2(LOWEST_PITCH_HZ * HIGHEST_PITCH_HZ) / 2;
  const out = new Float32Array(pitchHz.length).fill(middle);
  let last = -1;
  for (let frame = 0; frame < out.length; frame++) {
    if (!isVoiced(frame)) continue;
    out[frame] = Math.log2(pitchHz[frame]);
    if (last < 0) out.fill(out[frame], 0, frame);
    for (let between = last + 1; last >= 0 && between < frame; between++) {
      const part = (between - last) / (frame - last);
      out[between] = out[last] + part * (out[frame] - out[last]);
    }
    last = frame;
  }
  if (last >= 0) out.fill(out[last], last + 1);
  return out;
}
