import assert from "node:assert/strict";
import { join } from "node:path";
import { AUDIO_FORMATS } from "../data/audio/audio_format.ts";
import { sha256 } from "../base/files.ts";
import { withVariable } from "../base/testing/with_variable.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { toneWav } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { runScript } from "../engine/testing/run_script.ts";
import {
  createFeaturePool,
  extractFeatures,
  type FeatureSource,
  streamFeatures,
} from "./extract_features.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { createFeatureExtractor } from "./feature_extractor.ts";
import { testFeatures } from "./testing/test_features.ts";

const config: FeatureConfig = {
  sampleRateHz: 8000,
  fftSize: 64,
  hopSamples: 32,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: 80,
  frames: 10,
  alignment: "start",
  normalisation: "perBin",
};

/** Calls `test` with `count` short clips, and with a cache folder of its own. */
async function withClips(
  count: number,
  test: (clips: FeatureSource[], folder: string) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await withVariable("DUYGU_CACHE", join(folder, "cache"), async () => {
      const clips = Array.from({ length: count }, (_, i) => {
        const bytes = toneWav(i);
        const path = join(folder, `${i}.wav`);
        Deno.writeFileSync(path, bytes);
        return { id: `clip ${i}`, path, sha256: sha256(bytes) };
      });
      await test(clips, folder);
    });
  });
}

const packs = (folder: string): string[] =>
  [...Deno.readDirSync(join(folder, "cache", "features"))].flatMap(({ name }) => {
    const inside = join(folder, "cache", "features", name);
    return [...Deno.readDirSync(inside)].map((file) => join(inside, file.name));
  });

Deno.test("features are the same with one thread, with three, and from the cache", async () => {
  await withClips(200, async (clips, folder) => {
    const quiet = { quiet: true };
    const alone = await extractFeatures(clips, config, { ...quiet, workers: 1, cache: false });
    assert.deepEqual(alone.shape, [200, 10, 33]);
    assert.deepEqual(alone.ids, clips.map(({ id }) => id));
    const extractor = createFeatureExtractor(config);
    for (const row of [0, 7, 199]) {
      const wanted = extractor.extract(await readAudio(clips[row].path));
      assert.deepEqual(alone.data.subarray(row * 330, (row + 1) * 330), wanted);
    }
    const together = await extractFeatures(clips, config, { ...quiet, workers: 3 });
    assert.deepEqual(together, alone);
    assert.equal(packs(folder).length, 1);
    // Only the cache can answer once the files are gone, in any order and number.
    for (const { path } of clips) await Deno.remove(path);
    const backwards = await extractFeatures(clips.toReversed(), config, quiet);
    assert.deepEqual(backwards.data.subarray(0, 330), alone.data.subarray(199 * 330));
    assert.equal(packs(folder).length, 1);
  });
});

Deno.test("a damaged or half cache is completed", async () => {
  await withClips(20, async (clips, folder) => {
    const options = { quiet: true, workers: 1 };
    const wanted = await extractFeatures(clips, config, { ...options, cache: false });
    await extractFeatures(clips.slice(5, 15), config, options);
    const [pack] = packs(folder);
    const bytes = await Deno.readFile(pack);
    bytes[bytes.length - 3] ^= 1; // the last clip of it
    await Deno.writeFile(pack, bytes);
    assert.deepEqual(await extractFeatures(clips, config, options), wanted);
    await Deno.writeTextFile(pack, "no pack at all");
    assert.deepEqual(await extractFeatures(clips, config, options), wanted);
  });
});

Deno.test("a cache that cannot be written does not stop the work", async () => {
  await withClips(3, async (clips, folder) => {
    await Deno.writeTextFile(join(folder, "cache"), "a file where a folder should be");
    const { shape } = await extractFeatures(clips, config, { quiet: true });
    assert.equal(shape[0], 3);
  });
});

for (const workers of [1, 2]) {
  Deno.test(`an unreadable file is named, with ${workers} threads`, async () => {
    await withClips(120, async (clips) => {
      await Deno.writeTextFile(clips[60].path, "not sound");
      await assert.rejects(extractFeatures(clips, config, { quiet: true, workers }), {
        name: "UserError",
        message: `Expected ${clips[60].path} to be a ${AUDIO_FORMATS}, but it begins as none does`,
      });
    });
  });

  Deno.test(`a signal ends the work, with ${workers} threads`, async () => {
    await withClips(120, async (clips) => {
      const controller = new AbortController();
      const seen: string[] = [];
      const options = { quiet: true, workers, signal: controller.signal };
      await assert.rejects(async () => {
        for await (const { id } of streamFeatures(clips, config, options)) {
          seen.push(id);
          if (seen.length === 30) controller.abort(new Error("enough"));
        }
      }, /enough/);
      assert.deepEqual(seen, clips.slice(0, 30).map(({ id }) => id));
    });
  });
}

Deno.test("a stream that is left early leaves no worker behind", async () => {
  await withClips(120, async (clips) => {
    for await (const { data } of streamFeatures(clips, config, { quiet: true, workers: 2 })) {
      assert.equal(data.length, 330);
      break; // The test runner would complain about a worker that still runs.
    }
  });
});

Deno.test("no clips have no features", async () => {
  assert.deepEqual(await extractFeatures([], config, { cache: false }), {
    ids: [],
    data: new Float32Array(0),
    shape: [0, 10, 33],
  });
});

Deno.test("features beyond the machine's memory are refused before it is taken", async () => {
  const clips = Array.from({ length: 1e6 }, (_, at) => ({
    id: String(at),
    path: `${at}.wav`,
    sha256: "",
  }));
  await assert.rejects(
    extractFeatures(clips, { ...config, frames: 8192 }),
    /^UserError: Expected the features of 1000000 clips to fit into .* take fewer frames or bins/,
  );
});

Deno.test("memory does not grow with the number of clips", async () => {
  const script = new URL("./testing/stream_many_clips.ts", import.meta.url);
  const { count, values, growthMiB } = await runScript(script) as Record<string, number>;
  assert.equal(count, 400);
  assert.equal(values, 400 * 8192 * 33);
  assert.ok(growthMiB < 160, `320 MiB of features added ${growthMiB} MiB`);
});

// What workers compute is compared with what is computed here in extract_features_test.ts.
Deno.test("a worker that breaks ends those who wait for it, and those who come later", async () => {
  // No extractor can be made with such a window; a configuration from a file never has one.
  const pool = createFeaturePool({ ...testFeatures, window: "none" as "hann" }, 2);
  const failed = { message: /^A worker for features failed: / };
  await assert.rejects(pool.extract(["nowhere.wav"]), failed);
  await assert.rejects(pool.extract(["nowhere.wav"]), failed);
  pool.close();
});

Deno.test("features beyond this machine's memory are refused with both sizes", async () => {
  // 1000 clips of 2^22 frames of 33 values of 4 bytes.
  const clips = new Array<FeatureSource>(1000).fill({ id: "a", path: "a.wav", sha256: "" });
  const total = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(1);
  await assert.rejects(extractFeatures(clips, { ...config, frames: 2 ** 22 }, { quiet: true }), {
    name: "UserError",
    message: `Expected the features of 1000 clips to fit into ${total} GiB of memory, but they ` +
      "take 515.6 GiB; take fewer frames or bins",
  });
});
