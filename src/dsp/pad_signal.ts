/** In: samples. Out: the same between mirrored samples or zeros, for frames at the edges. */
import type { FeatureConfig } from "./feature_config.ts";

/**
 * Copies `samples` into `padded` behind `padding` values and fills all the rest: with "reflect" the
 * `padding` values on both sides mirror the signal without repeating its edge (again and again
 * where it is shorter, as numpy.pad does); everything else is zero.
 */
export function padSignal(
  samples: Float32Array,
  padded: Float32Array,
  padding: number,
  centre: FeatureConfig["centre"],
): void {
  const length = samples.length;
  padded.fill(0, 0, padding);
  padded.set(samples, padding);
  padded.fill(0, padding + length);
  if (centre !== "reflect") return;
  // The mirrored signal has period 2 (length - 1); one sample alone repeats itself.
  const period = Math.max(1, 2 * (length - 1));
  const mirrored = (index: number) => {
    const folded = index % period;
    return samples[folded < length ? folded : period - folded];
  };
  for (let i = 1; i <= padding; i++) {
    padded[padding - i] = mirrored(i);
    padded[padding + length - 1 + i] = mirrored(length - 1 + i);
  }
}
