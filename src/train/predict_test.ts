import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { addCorpus } from "../data/add_corpus.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { indexPath } from "../data/clip_index.ts";
import { syntheticClips } from "../data/corpora/synthetic.ts";
import { greyJpeg, madeCorpus, texture } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { madeRun } from "../report/testing/made_run.ts";
import { planRun } from "./plan_run.ts";
import { openFacePredictor, openFilePredictor, openModel } from "./predict.ts";
import { readRun } from "./runs.ts";
import { tinyRun } from "./tiny_run.ts";
import { trainRun } from "./train_run.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });

// What it says of faces: predict_photos_test.ts.
for (
  const [kind, what] of [["audio", "recordings"], ["features", "a table of features"]] as const
) {
  Deno.test(`a run trained on ${what} knows no faces`, async () => {
    await withTemporaryFolder(async (folder) => {
      await madeRun(folder, { ...corpus, kind });
      await assert.rejects(openFacePredictor(await readRun(folder)), {
        name: "UserError",
        message: `Expected ${folder} to be trained on pictures, but it is trained on ${what}`,
      });
    });
  });
}

Deno.test("a table's network cannot be opened without its columns' means", async () => {
  await withTemporaryFolder(async (folder) => {
    await madeRun(folder, { ...corpus, kind: "features" });
    await assert.rejects(openModel(await readRun(folder)), {
      name: "UserError",
      message: `Expected ${join(folder, "normaliser.json")} to hold one mean a feature`,
    });
  });
});

Deno.test("sounds are asked as long as the network's frames, files of another kind are told", async () => {
  await selectEngine({ say: () => {} });
  await withTemporaryFolder(async (folder) => {
    const [id, dataRoot, quiet] = ["voices", folder, true];
    const root = join(folder, "clips");
    const clips = [...syntheticClips()].filter(({ relativePath }) =>
      /^(angry|sad)\/(low|high|bright)_(aka|ebi|ido)_1/.test(relativePath)
    );
    for (const { relativePath, samples } of clips) {
      await Deno.mkdir(dirname(join(root, relativePath)), { recursive: true });
      await Deno.writeFile(join(root, relativePath), encodeWav(samples, 16_000));
    }
    await addCorpus({
      id,
      root,
      dataRoot,
      quiet,
      pattern: "{class}/{speaker}_{text}_{repetition}",
    });
    const { corpus: _, ...tiny } = tinyRun;
    const training = { ...(tiny.training as object), epochs: 1 };
    const config = await planRun({
      ...{ corpus: id, dataRoot, protocol: "speaker", changes: { ...tiny, training } },
    });
    const { folder: run } = await trainRun(config, {
      ...{ dataRoot, quiet, runsFolder: join(folder, "runs") },
    });
    const predictor = await openFilePredictor(await readRun(run));
    try {
      const [long, short, photo] = ["long.wav", "short.wav", "face.jpg"].map((n) =>
        join(folder, n)
      );
      const tone = (length: number) =>
        encodeWav(Float32Array.from({ length }, (_, n) => 0.3 * Math.sin(n / 9)), 16_000);
      // Noise is unlike a voice in all features.
      const random = createRandom(1, "noise");
      const noise = Float32Array.from({ length: 32_000 }, () => 2 * random.uniform() - 1);
      await Deno.writeFile(long, encodeWav(noise, 16_000));
      await Deno.writeFile(short, tone(4800));
      await Deno.writeFile(photo, await greyJpeg(texture(1)));
      const files = [long, photo, short, join(folder, "missing.wav")];
      const [first, other, second, missing] = await predictor.predictTogether(files);
      // 32 frames of 64 samples, one every 256.
      const lengths = [first, second].map((found) =>
        "usedS" in found ? [found.file, found.durationS, found.usedS, found.knowledge] : []
      );
      assert.deepEqual(lengths, [
        [long, 2, (31 * 256 + 64) / 16_000, "nothing"],
        [short, 0.3, 0.3, "nothing"],
      ]);
      const told = `${photo} is a picture, but ${run} is trained on recordings`;
      assert.ok(other instanceof UserError && missing instanceof UserError);
      assert.equal(other.message, told);
      await assert.rejects(predictor.predict(photo), { name: "UserError", message: told });
      const alone = await predictor.predict(short);
      const noisy = await predictor.predict(long);
      assert.ok("warnings" in noisy && "warnings" in first);
      assert.ok(noisy.warnings.some(({ kind }) => kind === "features"));
      assert.deepEqual(first.warnings, noisy.warnings);
      // Together is as alone where features know no speakers, but for rounding.
      assert.ok("probabilities" in alone && "probabilities" in second);
      const { probabilities } = second;
      assert.deepEqual({ ...alone, probabilities }, second);
      for (const name of ["angry", "sad"]) {
        assert.ok(Math.abs(alone.probabilities[name] - probabilities[name]) < 1e-6);
      }
      const values = Object.values(alone.probabilities);
      assert.ok(Math.abs(values.reduce((sum, value) => sum + value) - 1) < 1e-6);
      assert.equal(alone.probabilities[alone.predicted], Math.max(...values));
    } finally {
      predictor.dispose();
    }
    await Deno.remove(indexPath(root));
  });
});
