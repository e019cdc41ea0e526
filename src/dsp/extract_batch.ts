/** In: an extractor and some audio files. Out: their features in one array. */
import { readAudioSync } from "../data/audio/read_audio.ts";
import type { FeatureExtractor } from "./create_feature_extractor.ts";

/** Features of the files at `paths`, [clips, frames, bins]. Throws a UserError at the first bad one. */
export function extractBatch(
  extractor: FeatureExtractor,
  paths: string[],
): Float32Array<ArrayBuffer> {
  const size = extractor.frames * extractor.bins;
  const data = new Float32Array(paths.length * size);
  paths.forEach((path, i) => {
    extractor.extract(readAudioSync(path), data.subarray(i * size, (i + 1) * size));
  });
  return data;
}
