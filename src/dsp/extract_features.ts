/** In: clips and a feature configuration. Out: their features, all at once. */
import { UserError } from "../base/user_error.ts";
import { featureBins } from "./feature_bins.ts";
import type { FeatureConfig, FeatureSet } from "./feature_config.ts";
import { type ExtractOptions, type FeatureSource, streamFeatures } from "./stream_features.ts";

/**
 * Features of `clips` in their order and not normalised, [clips, frames, bins], from the cache or
 * computed as {@link streamFeatures} does, which also tells what is thrown; a UserError as well
 * where they would take more than this machine's memory.
 *
 * @example
 * ```ts
 * const features = await extractFeatures(corpus.clips, defaultFeatures);
 * ```
 */
export async function extractFeatures(
  clips: readonly FeatureSource[],
  config: FeatureConfig,
  options: ExtractOptions = {},
): Promise<FeatureSet> {
  const bins = featureBins(config);
  const size = config.frames * bins;
  refuseBeyondMemory(clips.length, size);
  const data = new Float32Array(clips.length * size);
  let row = 0;
  for await (const clip of streamFeatures(clips, config, options)) {
    data.set(clip.data, row * size);
    row++;
  }
  return { ids: clips.map(({ id }) => id), data, shape: [clips.length, config.frames, bins] };
}

function refuseBeyondMemory(clips: number, size: number): void {
  const bytes = clips * size * Float32Array.BYTES_PER_ELEMENT;
  const { total } = Deno.systemMemoryInfo();
  if (bytes <= total) return;
  const gibibytes = (count: number) => (count / 2 ** 30).toFixed(1);
  throw new UserError(
    `Expected the features of ${clips} clips to fit into ${gibibytes(total)} GiB of memory, but ` +
      `they take ${gibibytes(bytes)} GiB; take fewer frames or bins`,
  );
}
