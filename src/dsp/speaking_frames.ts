/** In: a clip's features after fitting. Out: which of its frames are not padding. */

/**
 * From the first to behind the last frame of a clip [frames, bins], without the frames at either end
 * that repeat each other number for number: padding, or digital silence. All frames where nothing
 * else is there; a single frame of padding goes unnoticed.
 *
 * @example
 * ```ts
 * speakingFrames(Float32Array.of(1, 2, 0, 0, 0), 1); // [0, 2]
 * ```
 */
export function speakingFrames(clip: Float32Array, bins: number): [number, number] {
  const frames = clip.length / bins;
  const repeats = (frame: number, other: number) => {
    for (let bin = 0; bin < bins; bin++) {
      if (clip[frame * bins + bin] !== clip[other * bins + bin]) return false;
    }
    return true;
  };
  let start = 0;
  while (start + 1 < frames && repeats(start, start + 1)) start++;
  if (start + 1 >= frames) return [0, frames];
  let end = frames;
  while (repeats(end - 1, end - 2)) end--;
  // The last one of a run at either end belongs to it.
  if (start > 0) start++;
  if (end < frames) end--;
  return start < end ? [start, end] : [0, frames];
}
