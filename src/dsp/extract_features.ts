/** In: clips and a feature configuration. Out: their features, all at once. */
import { featureBins } from "./feature_bins.ts";
import type { FeatureConfig, FeatureSet } from "./feature_config.ts";
import { type ExtractOptions, type FeatureSource, streamFeatures } from "./stream_features.ts";

/**
 * Features of `clips` in their order and not normalised, [clips, frames, bins], from the cache or
 * computed as {@link streamFeatures} does, which also tells what is thrown.
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
  const data = new Float32Array(clips.length * size);
  let row = 0;
  for await (const clip of streamFeatures(clips, config, options)) {
    data.set(clip.data, row * size);
    row++;
  }
  return { ids: clips.map(({ id }) => id), data, shape: [clips.length, config.frames, bins] };
}
