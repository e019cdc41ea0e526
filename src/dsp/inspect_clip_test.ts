import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { inspectClip } from "./inspect_clip.ts";
import { testFeatures } from "./testing/test_features.ts";

Deno.test("inspectClip reports level, lengths and statistics", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "sine.wav");
    const sine = Float32Array.from({ length: 22_050 }, (_, n) => 0.5 * Math.sin(n * 0.1));
    await Deno.writeFile(path, encodeWav(sine, 44_100));
    const { report, clipFrames } = await inspectClip(path, testFeatures);
    assert.equal(report.durationS, 0.5);
    assert.ok(Math.abs(report.peakDb! + 6.02) < 0.01);
    assert.ok(Math.abs(report.rmsDb! + 9.03) < 0.01);
    assert.equal(report.framesFound, 63); // 1 + 8000 / 128
    assert.deepEqual(report.shape, [128, 129]);
    assert.equal(clipFrames.values.length, 63 * 129);
    const { minimum, mean, maximum, deviation } = report.features;
    assert.ok(Math.abs(maximum - minimum - 80) < 1e-4);
    assert.ok(mean > minimum && mean < maximum && deviation > 0);
  });
});

Deno.test("inspectClip has no level for silence", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "silence.wav");
    await Deno.writeFile(path, encodeWav(new Float32Array(900), 16_000));
    const { report } = await inspectClip(path, testFeatures);
    assert.equal(report.peakDb, null);
    assert.equal(report.rmsDb, null);
    assert.deepEqual(report.features, { minimum: -100, mean: -100, maximum: -100, deviation: 0 });
  });
});

Deno.test("peak and root mean square are those of the samples, whichever side is larger", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "square.wav");
    for (const [high, low] of [[0.25, -0.5], [0.5, -0.25]]) {
      const samples = Float32Array.from({ length: 1000 }, (_, n) => n % 4 === 0 ? high : low);
      await Deno.writeFile(path, encodeWav(samples, 16_000));
      const { report } = await inspectClip(path, testFeatures);
      assert.ok(Math.abs(report.peakDb! - 20 * Math.log10(0.5)) < 1e-9);
      const square = (high ** 2 + 3 * low ** 2) / 4;
      assert.ok(Math.abs(report.rmsDb! - 10 * Math.log10(square)) < 1e-9);
    }
  });
});
