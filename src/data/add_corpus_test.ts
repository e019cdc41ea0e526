import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { addCorpus, type AddOptions } from "./add_corpus.ts";
import { indexPath } from "./clip_index.ts";
import { findCorpus, requireCorpus } from "./find_corpus.ts";
import { listCorpora } from "./list_corpora.ts";
import { splitCorpus } from "./splits/split_corpus.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { writeClips } from "./testing/write_clips.ts";

const CLIPS = ["a", "b", "c"].flatMap((speaker) =>
  ["W", "F"].flatMap((code) =>
    [1, 2, 3].map((text) => `${speaker}/${speaker}_${code}_t${text}.wav`)
  )
);

/** A data root and beside it a folder of clips of three speakers, two classes, three texts. */
async function withOwnCorpus(test: (options: AddOptions, folder: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const [root, dataRoot] = [join(folder, "clips"), join(folder, "data")];
    await Deno.mkdir(dataRoot);
    await writeClips(root, CLIPS);
    const pattern = "{speaker}_{class}_{text}.wav";
    try {
      await test({ id: "mine", root, pattern, dataRoot }, folder);
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
}

Deno.test("addCorpus makes a corpus that can be found, listed and split", async () => {
  await withOwnCorpus(async (options) => {
    const { dataRoot } = options;
    const codes = { W: "angry", F: "happy" };
    const added = await addCorpus({ ...options, title: "My Corpus", codes });
    assert.deepEqual([added.clips, added.skipped], [18, 0]);
    assert.equal(added.path, join(dataRoot!, "corpora", "mine.json"));
    const corpus = await requireCorpus("mine", { dataRoot });
    assert.deepEqual(corpus.classes, ["angry", "happy"]);
    assert.equal(corpus.title, "My Corpus");
    const { id, label, speaker, text } = corpus.clips[0];
    assert.deepEqual([id, label, speaker, text], ["a/a_F_t1", "happy", "a", "t1"]);
    assert.equal(splitCorpus(corpus, { protocol: "text", seed: 1 }).test.length, 6);
    assert.equal(splitCorpus(corpus, { protocol: "speaker", seed: 1 }).test.length, 6);
    const listed = (await listCorpora({ dataRoot })).find(({ info }) => info.id === "mine")!;
    assert.deepEqual(listed.counts, { angry: 9, happy: 9 });
  });
});

Deno.test("addCorpus finds the classes itself and keeps a given order", async () => {
  await withOwnCorpus(async (options) => {
    assert.deepEqual((await addCorpus(options)).description.classes, ["f", "w"]);
    const added = await addCorpus({ ...options, classes: ["w", "f"] });
    assert.deepEqual(added.description.classes, ["w", "f"]);
  });
});

Deno.test("addCorpus counts the files that do not match and names the first", async () => {
  await withOwnCorpus(async (options) => {
    await writeClips(options.root, ["noise.wav", "a/a_X_t9.wav"]);
    const strict = { ...options, classes: ["W", "F"] };
    await assert.rejects(addCorpus(strict), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, /2 of 20 do not/);
      assert.match(error.message, /a\/a_X_t9\.wav has the class X; expected w, f/);
      assert.match(error.message, /noise\.wav does not follow the pattern/);
      return true;
    });
    const lenient = await addCorpus({ ...strict, skipUnmatched: true });
    assert.deepEqual([lenient.clips, lenient.skipped], [18, 2]);
  });
});

const wrong: [string, Partial<AddOptions>, RegExp][] = [
  ["an id of Duygu's own", { id: "tess" }, /tess is one of Duygu's own/],
  ["a malformed id", { id: "../x" }, /field id: Expected small letters/],
  ["a missing folder", { root: "/no/such/folder" }, /--root to name a folder/],
  [
    "a pattern that nothing follows",
    { pattern: "x-{class}", classes: ["a", "b"] },
    /18 of 18 do not/,
  ],
  ["a single class", { classes: ["W"] }, /field classes: Expected two or more classes/],
  ["a class twice", { classes: ["W", "W"] }, /field classes: Expected each class once/],
  ["a code for no class", { classes: ["W", "F"], codes: { W: "angry" } }, /one of W, F, .* angry/],
];
for (const [what, change, message] of wrong) {
  Deno.test(`addCorpus refuses ${what} and stores nothing`, async () => {
    await withOwnCorpus(async (options) => {
      await assert.rejects(addCorpus({ ...options, ...change }), (error) => {
        assert(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(await Array.fromAsync(Deno.readDir(options.dataRoot!)), []);
    });
  });
}

Deno.test("a described corpus whose folder is gone is not found; a broken description is named", async () => {
  await withOwnCorpus(async (options) => {
    const { dataRoot, root } = options;
    const { path } = await addCorpus(options);
    await Deno.remove(root, { recursive: true });
    assert.equal(await findCorpus("mine", { dataRoot }), undefined);
    await assert.rejects(requireCorpus("mine", { dataRoot }), /description says that it lies in/);
    await Deno.writeTextFile(path, '{"id": "mine"}');
    await assert.rejects(findCorpus("mine", { dataRoot }), /mine\.json field title/);
  });
});
