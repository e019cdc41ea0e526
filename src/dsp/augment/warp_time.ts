/** In: a change of tempo and a shift. Out: from which frames the changed spectrogram is read. */

/**
 * Writes into `positions`, for each new frame, the place between the old frames that it shows: the
 * tempo changes by `factor` about the middle (2 is twice as fast), then all moves by `shiftFrames`
 * to later. What would lie beyond the ends is the end itself.
 *
 * @param positions [frames]
 */
export function warpTime(factor: number, shiftFrames: number, positions: Float32Array): void {
  const last = positions.length - 1;
  const middle = last / 2;
  for (let frame = 0; frame <= last; frame++) {
    const place = middle + (frame - shiftFrames - middle) * factor;
    positions[frame] = Math.min(last, Math.max(0, place));
  }
}
