/**
 * A program of its own, for memory is a process's: streams 400 clips' features, a mebibyte each,
 * and prints how many there were and by how many mebibytes the peak rose after the first 80.
 */
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { streamFeatures } from "../extract_features.ts";
import { testFeatures } from "./test_features.ts";

await withTemporaryFolder(async (folder) => {
  const path = join(folder, "tone.wav");
  await Deno.writeFile(path, toneWav(1));
  // Nearly all of it is padding.
  const config = { ...testFeatures, fftSize: 64, frames: 8192 };
  const clips = Array.from({ length: 400 }, (_, i) => ({ id: `${i}`, path, sha256: `${i}` }));
  let peak = 0, settled = 0, count = 0, values = 0;
  const options = { workers: 1, cache: false, quiet: true };
  for await (const { data } of streamFeatures(clips, config, options)) {
    values += data.length;
    peak = Math.max(peak, Deno.memoryUsage().rss);
    count++;
    if (count === 80) settled = peak;
  }
  console.log(JSON.stringify({ count, values, growthMiB: (peak - settled) / 2 ** 20 }));
});
