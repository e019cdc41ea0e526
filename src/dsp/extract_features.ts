/** In: clips and a feature configuration. Out: their features. */
import { startProgress } from "../base/progress.ts";
import { readAudioSync } from "../data/audio/read_audio.ts";
import type { Clip } from "../data/corpus.ts";
import { createFeatureExtractor } from "./create_feature_extractor.ts";
import type { FeatureConfig, FeatureSet } from "./feature_config.ts";

/** How features are extracted. */
export interface ExtractOptions {
  /** How many workers; as many as there are cores by default, 1 stays in this thread. */
  workers?: number;
  /** False neither reads nor writes the cache on disk. */
  cache?: boolean;
  /** True shows no progress. */
  quiet?: boolean;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal;
}

/** Clips between two turns of the event loop. */
const CLIPS_A_TURN = 16;

/**
 * Features of `clips`, in their order and not normalised: [clips, frames, bins].
 * Throws a UserError that names the first clip that cannot be read.
 */
export async function extractFeatures(
  clips: readonly Pick<Clip, "id" | "path" | "sha256">[],
  config: FeatureConfig,
  options: ExtractOptions = {},
): Promise<FeatureSet> {
  const extractor = createFeatureExtractor(config);
  const size = config.frames * extractor.bins;
  const data = new Float32Array(clips.length * size);
  const progress = startProgress({
    title: "features",
    total: clips.length,
    quiet: options.quiet,
  });
  try {
    for (const [index, clip] of clips.entries()) {
      const out = data.subarray(index * size, (index + 1) * size);
      extractor.extract(readAudioSync(clip.path), out);
      if (index % CLIPS_A_TURN === 0) {
        progress.update(index);
        await new Promise((resume) => setTimeout(resume));
        options.signal?.throwIfAborted();
      }
    }
    progress.update(clips.length);
  } finally {
    progress.stop();
  }
  return {
    ids: clips.map(({ id }) => id),
    data,
    shape: [clips.length, config.frames, extractor.bins],
  };
}
