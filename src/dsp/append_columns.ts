/** In: features of the same frames. Out: all of them side by side. */

/** Features of one clip, as many frames as it has. */
export interface ClipFrames {
  /** [frames, bins], row-major. */
  values: Float32Array;
  /** How many rows. */
  frames: number;
  /** How many numbers a frame has. */
  bins: number;
  /** What stands for silence, to pad with: one number, or one a bin. */
  floor: number | Float32Array;
}

/** The columns of `parts`, which have equally many frames, in one table, with their floors. */
export function appendColumns(parts: ClipFrames[]): ClipFrames {
  const [{ frames }] = parts;
  const bins = parts.reduce((sum, part) => sum + part.bins, 0);
  const values = new Float32Array(frames * bins);
  const floor = new Float32Array(bins);
  let place = 0;
  for (const part of parts) {
    for (let frame = 0; frame < frames; frame++) {
      const row = part.values.subarray(frame * part.bins, (frame + 1) * part.bins);
      values.set(row, frame * bins + place);
    }
    if (typeof part.floor === "number") floor.fill(part.floor, place, place + part.bins);
    else floor.set(part.floor, place);
    place += part.bins;
  }
  return { values, frames, bins, floor };
}
