/** In: samples. Out: the same, earlier or later. */

/**
 * Moves `samples` by `shift` to later, in place; a negative shift moves to earlier. "silence" drops
 * what goes beyond an end and fills the other with zeros; "circular" brings it in again there.
 *
 * @param shift samples, a whole number
 */
export function shiftSamples(
  samples: Float32Array,
  shift: number,
  edge: "silence" | "circular",
): void {
  const length = samples.length;
  if (length === 0) return;
  if (edge === "circular") {
    const forward = ((shift % length) + length) % length;
    const end = samples.slice(length - forward);
    samples.copyWithin(forward, 0, length - forward);
    samples.set(end);
    return;
  }
  const clipped = Math.max(-length, Math.min(length, shift));
  if (clipped >= 0) {
    samples.copyWithin(clipped, 0, length - clipped);
    samples.fill(0, 0, clipped);
  } else {
    samples.copyWithin(0, -clipped);
    samples.fill(0, length + clipped);
  }
}
