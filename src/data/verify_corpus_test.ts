import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeWav } from "./audio/wav.ts";
import { indexPath } from "./clip_index.ts";
import { greyJpeg, texture, toneWav, writeClips, writePictures } from "./made_inputs.ts";
import { corpusInfo } from "./registry.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { type Verification, verifyCorpus } from "./verify_corpus.ts";

Deno.test("verifyCorpus finds every kind of fault", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    const names = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
    await writeClips(root, [...names, "Sad/note.wav", "Sad/1_hl_b1.wav"]);
    const write = (name: string, bytes: Uint8Array) => Deno.writeFile(join(root, name), bytes);
    await write("Calm/1_sk_copy.wav", toneWav(0));
    await write("Sad/1_hl_still.wav", encodeWav(new Float32Array(500), 16_000));
    await write("Sad/1_hl_fast.wav", toneWav(40, 44_100));
    await write("Sad/1_hl_cut.wav", toneWav(41).subarray(0, 300));
    // A format code that nobody knows: left out like those that are cut.
    const strange = toneWav(42);
    strange[20] = 0x77;
    await write("Sad/1_hl_strange.wav", strange);
    const result = (await verifyCorpus("turev", { dataRoot: folder, quiet: true }))!;
    await Deno.remove(indexPath(root));
    assert.deepEqual(result.silent, ["Sad/1_hl_still"]);
    assert.deepEqual(result.duplicates, [
      { ids: ["Angry/1_kz_a", "Calm/1_sk_copy"], labels: ["angry", "calm"] },
    ]);
    assert.deepEqual(result.oddRates, [{ id: "Sad/1_hl_fast", sampleRateHz: 44_100 }]);
    assert.deepEqual(result.unreadable, []);
    const skipped = result.problems.filter((problem) => problem.skipped);
    assert.deepEqual(skipped.map(({ relativePath }) => relativePath), [
      "Sad/note.wav",
      "Sad/1_hl_cut.wav",
      "Sad/1_hl_strange.wav",
    ]);
    assert.deepEqual(result.counts[1], { label: "calm", found: 2, published: 408 });
    assert.equal(result.isComplete, false);
    assert.equal(result.isReadable, false);
  });
});

Deno.test("verifyCorpus finds broken, empty and copied pictures", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "FER2013");
    const classes = corpusInfo("fer2013").classes;
    await writePictures(root, classes.map((label) => `train/${label}/Training_1.jpg`));
    const write = async (name: string, pixels: Uint8Array, keep = 1) => {
      const bytes = await greyJpeg(pixels);
      await Deno.mkdir(join(root, name, ".."), { recursive: true });
      await Deno.writeFile(join(root, name), bytes.subarray(0, Math.ceil(keep * bytes.length)));
    };
    await write("test/sad/PrivateTest_2.jpg", texture(0));
    await write("test/sad/PrivateTest_3.jpg", texture(50), 0.6);
    await write("test/sad/PrivateTest_4.jpg", new Uint8Array(48 * 48));
    await Deno.writeTextFile(join(root, "test/sad/PublicTest_5.jpg"), "no picture");
    const result = (await verifyCorpus("fer2013", { dataRoot: folder, quiet: true }))!;
    await Deno.remove(indexPath(root));
    assert.deepEqual(result.constant, ["test/sad/PrivateTest_4"]);
    assert.deepEqual(result.unreadable.map(({ id }) => id), ["test/sad/PrivateTest_3"]);
    assert.deepEqual(result.problems.map(({ relativePath }) => relativePath), [
      "test/sad/PublicTest_5.jpg",
    ]);
    assert.deepEqual(result.duplicates, [
      { ids: ["test/sad/PrivateTest_2", "train/angry/Training_1"], labels: ["angry", "sad"] },
    ]);
    assert.equal(result.audit!.trainAndOther, 1);
    assert.equal(result.isReadable, false);
  });
});

Deno.test("verifyCorpus finds nothing wrong with the generated corpus", async () => {
  const result = (await verifyCorpus("synthetic", { quiet: true }))!;
  assert.equal(result.clips, 640);
  assert(result.isComplete && result.isReadable);
  assert.deepEqual([result.problems, result.duplicates, result.oddRates], [[], [], []]);
});

Deno.test("verifyCorpus gives undefined for a corpus that is not there", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    assert.equal(await verifyCorpus("banglaser", { dataRoot }), undefined);
  });
});

Deno.test("each kind of fault alone makes a corpus unreadable, copies and odd rates do not", async () => {
  const names = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
  const verified = async (further: Record<string, Uint8Array>) => {
    let found: Verification;
    await withTemporaryFolder(async (folder) => {
      const root = join(folder, "TurEV-DB", "Sound Source");
      await writeClips(root, names);
      for (const [name, bytes] of Object.entries(further)) {
        await Deno.writeFile(join(root, name), bytes);
      }
      found = (await verifyCorpus("turev", { dataRoot: folder, quiet: true }))!;
      await Deno.remove(indexPath(root));
    });
    return found!;
  };
  assert.equal((await verified({})).isReadable, true);
  const harmless = await verified({
    "Sad/1_hl_b.wav": toneWav(0),
    "Sad/1_hl_c.wav": toneWav(9, 8_000),
  });
  assert.equal(harmless.isReadable, true);
  assert.deepEqual([harmless.duplicates.length, harmless.oddRates.length], [1, 1]);
  const silent = await verified({ "Sad/1_hl_b.wav": encodeWav(new Float32Array(500), 16_000) });
  assert.deepEqual([silent.isReadable, silent.silent], [false, ["Sad/1_hl_b"]]);
  const loudest = (peak: number) => encodeWav(new Float32Array(500).fill(peak), 16_000);
  assert.deepEqual((await verified({ "Sad/1_hl_b.wav": loudest(0.0015) })).silent, []);
  assert.equal((await verified({ "Sad/1_hl_b.wav": loudest(-0.0005) })).silent.length, 1);
  const skipped = await verified({ "Sad/note.wav": toneWav(7) });
  assert.deepEqual([skipped.isReadable, skipped.problems.length], [false, 1]);
});
