import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { toneWav } from "../data/testing/write_clips.ts";
import { testFeatures } from "./testing/test_features.ts";
import { streamFeatures } from "./stream_features.ts";

Deno.test("memory does not grow with the number of clips", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "tone.wav");
    await Deno.writeFile(path, toneWav(1));
    // A mebibyte of features each, nearly all of it padding.
    const config = { ...testFeatures, fftSize: 64, frames: 8192 };
    const clips = Array.from({ length: 400 }, (_, i) => ({ id: `${i}`, path, sha256: `${i}` }));
    let peak = 0, settled = 0, count = 0;
    const options = { workers: 1, cache: false, quiet: true };
    for await (const { data } of streamFeatures(clips, config, options)) {
      assert.equal(data.length, 8192 * 33);
      peak = Math.max(peak, Deno.memoryUsage().rss);
      count++;
      if (count === 80) settled = peak;
    }
    const growthMiB = (peak - settled) / 2 ** 20;
    assert.ok(growthMiB < 160, `320 MiB of features added ${growthMiB} MiB`);
  });
});
