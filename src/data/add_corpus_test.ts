import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolder } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { addCorpus, type AddOptions, inferImagePattern } from "./add_corpus.ts";
import { indexPath } from "./clip_index.ts";
import type { Corpus } from "./corpus.ts";
import { findCorpus, listCorpora, requireCorpus } from "./find_corpus.ts";
import { writeClips, writePictures } from "./made_inputs.ts";
import { splitCorpus } from "./splits/split_corpus.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

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

Deno.test("addCorpus makes the folder of data sets where it is missing, and replaces no file by it", async () => {
  await withOwnCorpus(async (options, folder) => {
    const dataRoot = join(folder, "new", "data");
    const { path } = await addCorpus({ ...options, dataRoot });
    assert.equal(path, join(dataRoot, "corpora", "mine.json"));
    assert.equal((await requireCorpus("mine", { dataRoot })).clips.length, 18);
    const message = `Expected a folder at ${path}, but it is none`;
    await assert.rejects(addCorpus({ ...options, dataRoot: path }), { name: "UserError", message });
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
      assert.match(error.message, /a\/a_X_t9\.wav has the class X; expected W, F/);
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
  [
    "a missing folder",
    { root: "/no/such/folder" },
    /^Expected a folder of a corpus at \/no\/such\/folder, but there is none$/,
  ],
  [
    "a pattern that nothing follows",
    { pattern: "x-{class}", classes: ["a", "b"] },
    /follow the pattern x-\{class\}, but none of 18 does, such as a\/a_F_t1\.wav/,
  ],
  [
    "the same without classes",
    { pattern: "x-{class}" },
    /follow the pattern x-\{class\}, but none of 18 does, such as a\/a_F_t1\.wav/,
  ],
  [
    "a code that no file has",
    { codes: { W: "angry", F: "happy", N: "neutral" } },
    /the code N at \{class\}, but none has it; the pattern \{speaker\}_.* finds f, w, such as f in a\/a_F_t1\.wav/,
  ],
  [
    "a list of codes that no file has",
    { codes: { K: "angry", L: "sad" }, isCodeList: true },
    /the codes K, L at \{class\}, but none has them/,
  ],
  [
    "a preset's pattern that nothing follows",
    { preset: "ravdess", pattern: undefined },
    /follow the pattern \S+ of --preset ravdess, but none of 18 does/,
  ],
  ["no pattern", { pattern: undefined }, /--pattern .* such as a\/a_F_t1\.wav, but it is missing$/],
  [
    "no pattern for a known corpus",
    { id: "emodb", pattern: undefined },
    /missing; --preset emodb knows/,
  ],
  [
    "an unknown preset",
    { preset: "emodbb" },
    /one of emodb, .* found emodbb; did you mean emodb\?/,
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

Deno.test("addCorpus names the classes that stand beside the codes", async () => {
  await withOwnCorpus(async (options) => {
    const { description, uncoded } = await addCorpus({ ...options, codes: { W: "angry" } });
    assert.deepEqual([description.classes, uncoded], [["angry", "f"], ["f"]]);
    // A code's class that reads as what other files have is one class with it.
    const spelt = addCorpus({ ...options, codes: { W: "F" } });
    await assert.rejects(spelt, /two or more classes/);
    const chosen = { classes: ["angry"], codes: { W: "angry" }, skipUnmatched: true };
    await assert.rejects(addCorpus({ ...options, ...chosen }), /two or more classes/);
  });
});

/** Adds the pictures `files` as the corpus "mine" and gives what is found of it. */
async function addPictures(files: string[], options: Partial<AddOptions> = {}) {
  const result: { corpus?: Corpus; error?: unknown; pattern?: string } = {};
  await withTemporaryFolder(async (folder) => {
    const [root, dataRoot] = [join(folder, "pictures"), folder];
    await writePictures(root, files);
    try {
      const added = await addCorpus({ id: "mine", root, dataRoot, ...options });
      result.pattern = added.description.pattern;
      result.corpus = await requireCorpus("mine", { dataRoot });
    } catch (error) {
      result.error = error;
    }
    await Deno.remove(indexPath(root)).catch(() => {});
  });
  return result;
}

Deno.test("addCorpus takes pictures in folders of classes, with official sets above them", async () => {
  const parts = ["train", "val", "test"];
  const files = parts.flatMap((part) => ["0", "4"].map((label) => `${part}/${label}/${part}1.jpg`));
  const codes = { "0": "neutral", "1": "happy", "4": "fear" };
  const { corpus, pattern } = await addPictures(files, { codes, isCodeList: true });
  assert.equal(pattern, "{part}/{class}/{any}");
  assert.equal(corpus!.kind, "images");
  assert.deepEqual(corpus!.classes, ["fear", "neutral"]);
  const split = splitCorpus(corpus!, { protocol: "official", seed: 0 });
  assert.deepEqual(split.validation, ["val/0/val1", "val/4/val1"]);
  assert.deepEqual([split.train.length, split.test.length], [2, 2]);
});

Deno.test("addCorpus reads CK+'s subjects, so that faces can be kept apart", async () => {
  const names = [
    "S005_001_00000011",
    "S010_004_00000017",
    "S011_003_00000012",
    "S014_002_00000016",
  ];
  const files = names.flatMap((
    name,
  ) => [`anger/${name}.png`, `happy/${name.replace("_0", "_1")}.png`]);
  const { corpus } = await addPictures(files);
  assert.deepEqual(corpus!.classes, ["anger", "happy"]);
  assert.deepEqual([...new Set(corpus!.clips.map(({ speaker }) => speaker))].sort(), [
    "S005",
    "S010",
    "S011",
    "S014",
  ]);
  const split = splitCorpus(corpus!, { protocol: "speaker", seed: 0, fold: "S010" });
  assert.equal(split.test.length, 2);
});

Deno.test("addCorpus refuses numbers as classes and pictures outside of class folders", async () => {
  const { error: numbers } = await addPictures(["1/a.jpg", "2/b.jpg"]);
  assert(numbers instanceof UserError);
  assert.match(numbers.message, /found the number 1; .* \(affectnet, ckplus\)/);
  const { error: outside } = await addPictures(["sad/a.jpg", "b.jpg"]);
  assert(outside instanceof UserError);
  assert.match(outside.message, /a folder for each class, but some lie in none/);
  const { error: part } = await addPictures(["train/sad/a.jpg", "rest/happy/b.jpg"], {
    pattern: "{part}/{class}/{any}",
  });
  assert.match((part as UserError).message, /has the part rest; expected train, training/);
});

Deno.test("B03: names of macOS (NFD) and codes typed in NFC are one class, İ and ı in any case too", async () => {
  await withTemporaryFolder(async (folder) => {
    const [root, dataRoot] = [join(folder, "clips"), folder];
    const decomposed = (text: string) => text.normalize("NFD");
    await writeClips(root, [
      ...["s1", "s2"].map((speaker) => decomposed(`öfkeli/${speaker}-güneş.wav`)),
      "ÖFKELİ/s3-ay.wav",
      ...["KIZGIN", "kızgın", "Kızgın"].map((label, at) => `${label}/s${at}-kuş.wav`),
      decomposed("Işıl Çağ/s1-söz.wav"),
    ]);
    const pattern = "{class}/{speaker}-{text}";
    const found = await addCorpus({ id: "mine", root, dataRoot, pattern });
    assert.deepEqual(found.description.classes, ["işıl çağ", "kizgin", "öfkeli"]);
    const codes = { "öfkeli": "angry", "kızgın": "angry", "ışıl çağ": "happy" };
    await addCorpus({ id: "mine", root, dataRoot, pattern, codes });
    const corpus = await requireCorpus("mine", { dataRoot });
    assert.deepEqual(corpus.classes, ["angry", "happy"]);
    assert.equal(corpus.clips.length, 7);
    assert.ok(corpus.clips.every(({ id, text }) => id === id.normalize("NFC") && text !== ""));
    const speakers = new Set(corpus.clips.map(({ speaker }) => speaker));
    assert.deepEqual(speakers, new Set(["s0", "s1", "s2", "s3"]));
    const given = { classes: [decomposed("öfkeli"), "kızgın", "Işıl Çağ"] };
    const typed = await addCorpus({ id: "mine", root, dataRoot, pattern, ...given });
    assert.equal(typed.clips, 7);
    await Deno.remove(indexPath(root));
  });
});

Deno.test("B03: two files whose names differ in Unicode's form alone are two clips", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    const names = ["sad/ü.wav", "calm/b.wav", "sad/ü.wav".normalize("NFD")];
    await writeClips(root, names);
    await addCorpus({ id: "mine", root, dataRoot: folder, pattern: "{class}/{text}" });
    const { clips, classes } = await requireCorpus("mine", { dataRoot: folder });
    await Deno.remove(indexPath(root));
    assert.equal(new Set(clips.map(({ sha256 }) => sha256)).size, 3);
    assert.equal(new Set(clips.map(({ id }) => id)).size, 3);
    assert.deepEqual(classes, ["calm", "sad"]);
  });
});

Deno.test("A13 B01: data add counts and names the files that cannot be read", async () => {
  await withOwnCorpus(async (options) => {
    await Deno.symlink("nowhere", join(options.root, "a", "a_F_t8.wav"));
    await Deno.writeTextFile(join(options.root, "a", "a_F_t9.wav"), "no sound");
    const { clips, skipped, unreadable } = await addCorpus(options);
    assert.deepEqual([clips, skipped], [18, 0]);
    assert.deepEqual(unreadable.map(({ relativePath }) => relativePath), [
      "a/a_F_t8.wav",
      "a/a_F_t9.wav",
    ]);
  });
});

Deno.test("B14: beside read-only data a description goes into the cache, and is found", async () => {
  if (Deno.build.os !== "linux") return;
  await withOwnCorpus(async (options) => {
    // Nobody can make a folder there, whatever the rights.
    const dataRoot = "/sys";
    const id = `read-only-${crypto.randomUUID().slice(0, 8)}`;
    const { path } = await addCorpus({ ...options, id, dataRoot });
    try {
      assert.equal(path, join(cacheFolder("corpora"), `${id}.json`));
      assert.equal((await requireCorpus(id, { dataRoot })).clips.length, 18);
    } finally {
      await Deno.remove(path);
    }
  });
});

const cases: [string, string[], string | undefined][] = [
  ["class folders", ["sad/a.jpg", "happy/b.png"], "{class}/{any}"],
  ["parts above them", ["train/0/a.jpg", "Val/1/b.jpg", "test/1/c.jpg"], "{part}/{class}/{any}"],
  ["parts above some only", ["train/0/a.jpg", "other/1/b.jpg"], "{class}/{any}"],
  ["parts above, wrapped", ["x/train/0/a.jpg", "x/valid/1/b.jpg"], "{part}/{class}/{any}"],
  ["CK+", ["anger/S010_004_00000017.png", "fear/S011_003_00000012.png"], "{class}/{speaker}_{any}"],
  ["CK+ in parts", ["train/1/S010_004_00000017.png"], "{part}/{class}/{speaker}_{any}"],
  ["one beside the folders", ["sad/a.jpg", "b.jpg"], undefined],
];
for (const [what, files, expected] of cases) {
  Deno.test(`inferImagePattern: ${what}`, () => assert.equal(inferImagePattern(files), expected));
}
