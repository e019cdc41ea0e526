import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { UserError } from "../../base/user_error.ts";
import { indexPath } from "../clip_index.ts";
import { encodeZip, greyJpeg, texture, toneWav, writeClips, type ZipFile } from "../made_inputs.ts";
import { corpusInfo } from "../registry.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { importCorpus } from "./import_corpus.ts";

const CLIPS = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
const WRAPPED = CLIPS.map((clip) => `TurEV-DB-master/Sound Source/${clip}`);

const zipFiles = (names = WRAPPED): ZipFile[] =>
  names.map((name, variant) => ({ name, content: toneWav(variant) }));

async function tarOf(files: ZipFile[], link?: string): Promise<Uint8Array> {
  const archive = pack();
  for (const { name, content } of files) archive.entry({ name }, Buffer.from(content));
  if (link) archive.entry({ name: "link.wav", type: "symlink", linkname: link });
  archive.finalize();
  return Buffer.concat(await Array.fromAsync(archive as AsyncIterable<Uint8Array>));
}

/** A folder with `source` written to the file `name` in it, and a data root yet to be made. */
async function withSource(
  name: string,
  source: Uint8Array,
  test: (path: string, dataRoot: string) => Promise<void>,
) {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeFile(join(folder, name), source);
    const dataRoot = join(folder, "data");
    await test(join(folder, name), dataRoot);
    await Deno.remove(indexPath(join(dataRoot, "TurEV-DB", "Sound Source"))).catch(() => {});
  });
}

async function assertRefused(path: string, dataRoot: string, message: RegExp) {
  await assert.rejects(importCorpus(path, "turev", dataRoot), (error) => {
    assert(error instanceof UserError, String(error));
    assert.match(error.message, message);
    return true;
  });
  const left = await Array.fromAsync(Deno.readDir(dataRoot)).catch(() => []);
  assert.deepEqual(left, [], "something was left behind");
}

const archives: [string, () => Uint8Array | Promise<Uint8Array>][] = [
  ["master.zip", () => encodeZip(zipFiles())],
  ["flat.zip", () => encodeZip(zipFiles(CLIPS))],
  ["TurEV-DB.tar", () => tarOf(zipFiles())],
  ["TurEV-DB.tar.gz", async () => gzipSync(await tarOf(zipFiles()))],
];
for (const [name, make] of archives) {
  Deno.test(`importCorpus brings ${name} into the official layout, once`, async () => {
    await withSource(name, await make(), async (path, dataRoot) => {
      const first = await importCorpus(path, "turev", dataRoot);
      assert.equal(first.isNew, true);
      assert.equal(first.corpus.root, join(dataRoot, "TurEV-DB", "Sound Source"));
      const written = first.corpus.clips.map((clip) => Deno.readFileSync(clip.path));
      assert.deepEqual(written, CLIPS.map((_, variant) => toneWav(variant)));
      const second = await importCorpus(path, "turev", dataRoot);
      assert.equal(second.isNew, false);
      assert.deepEqual(second.corpus, first.corpus);
      const left = (await Array.fromAsync(Deno.readDir(dataRoot))).map((entry) => entry.name);
      assert.deepEqual(left, ["TurEV-DB"]);
    });
  });
}

Deno.test("importCorpus copies a folder and leaves the original alone", async () => {
  await withTemporaryFolder(async (folder) => {
    const source = join(folder, "downloaded", "Sound Source");
    await writeClips(source, [...CLIPS, "Angry/.hidden.wav"]);
    await Deno.writeTextFile(join(source, "run.exe"), "no clip");
    const dataRoot = join(folder, "data");
    const { corpus } = await importCorpus(join(folder, "downloaded"), "turev", dataRoot);
    await Deno.remove(indexPath(corpus.root));
    assert.equal(corpus.clips.length, 4);
    assert((await Deno.stat(join(source, CLIPS[0]))).isFile);
    await assert.rejects(Deno.stat(join(corpus.root, "run.exe")));
  });
});

Deno.test("importCorpus takes ANAD's table, and BanglaSER in folders of any name", async () => {
  await withTemporaryFolder(async (folder) => {
    const dataRoot = join(folder, "data");
    const table = join(folder, "ANAD_Normalized.csv");
    await Deno.writeTextFile(table, "Emotion ,Type,a\nangry,0,1\nhappy,1,2\nsurprised,2,3\n");
    const anad = await importCorpus(table, "anad", dataRoot);
    assert.deepEqual([anad.corpus.kind, anad.corpus.clips.length], ["features", 3]);
    await writeClips(join(folder, "unpacked"), ["Actor 01/03-01-01-01-01-01-01.wav"]);
    const bangla = await importCorpus(join(folder, "unpacked"), "banglaser", dataRoot);
    await Deno.remove(indexPath(bangla.corpus.root));
    assert.equal(bangla.corpus.root, join(dataRoot, "BanglaSER"));
    assert.equal(bangla.corpus.clips[0].label, "happy");
  });
});

const refusedNames: [string, string[], RegExp][] = [
  [
    "an emotion that BanglaSER lacks",
    ["BanglaSER/Actor 01/03-01-06-01-01-01-01.wav"],
    /the only file cannot be used: Actor 01\/03-01-06-.*has the emotion code 06; expected 01 to 05/,
  ],
  [
    "actors that BanglaSER lacks, in a folder of another name",
    ["Actor 35/03-01-01-01-01-01-35.wav", "Actor 36/03-01-01-01-01-01-36.wav"],
    /BanglaSER, but it does not: .*none of 2 files can be used: .*35.wav has the actor 35; .*actor 36/,
  ],
];
for (const [what, names, message] of refusedNames) {
  Deno.test(`importCorpus says why it takes no file: ${what}`, async () => {
    await withTemporaryFolder(async (folder) => {
      const source = join(folder, "downloaded");
      await writeClips(source, names);
      const importing = importCorpus(source, "banglaser", join(folder, "data"));
      await assert.rejects(importing, (error: Error) => {
        assert.match(
          error.message.replaceAll("BanglaSER in its official layout (BanglaSER)", "BanglaSER"),
          message,
        );
        return true;
      });
    });
  });
}

Deno.test("importCorpus points to data add for a corpus that is not Duygu's own", async () => {
  await withTemporaryFolder(async (folder) => {
    await assert.rejects(
      importCorpus(folder, "emodb", folder),
      /one of the corpora turev, .* found emodb; .* data add emodb \/.* --preset emodb$/,
    );
    await assert.rejects(
      importCorpus(folder, "mine", folder),
      /data add mine .* --pattern PATTERN$/,
    );
    await assert.rejects(importCorpus(folder, "tes", folder), /found tes; did you mean tess\?/);
  });
});

Deno.test("importCorpus does not touch other data in the corpus's place", async () => {
  await withSource("a.zip", encodeZip(zipFiles()), async (path, dataRoot) => {
    const place = join(dataRoot, "TurEV-DB", "Sound Source");
    await writeClips(place, CLIPS.toReversed());
    const before = await Deno.readFile(join(place, CLIPS[0]));
    await assert.rejects(
      importCorpus(path, "turev", dataRoot),
      /no other data at .*move them away/,
    );
    assert.deepEqual(await Deno.readFile(join(place, CLIPS[0])), before);
  });
});

const evil = (file: Partial<ZipFile>) =>
  encodeZip([...zipFiles(), { name: "evil.wav", content: toneWav(9), ...file }]);
const hostile: [string, () => Uint8Array | Promise<Uint8Array>, RegExp][] = [
  [
    "a zip that leaves its folder",
    () => evil({ name: "../evil.wav" }),
    /holds \.\.\/evil\.wav, a path that leads out of it$/,
  ],
  ["a zip with an absolute path", () => evil({ name: "/evil.wav" }), /\/evil\.wav/],
  ["a zip with a drive", () => evil({ name: "C:\\evil.wav" }), /C:/],
  ["a zip with a link", () => evil({ mode: 0o120777 }), /no links, but evil\.wav is one/],
  ["a zip that claims terabytes", () => evil({ claimedBytes: 0xfffffff0 }), /at most|invalid|size/],
  [
    "a zip cut short",
    () => encodeZip(zipFiles()).subarray(0, 900),
    /^Expected .*a\.bin to be a zip archive, but it is cut short or damaged$/,
  ],
  [
    "a tar that leaves its folder",
    () => tarOf([...zipFiles(), { name: "x/../../evil.wav", content: toneWav(9) }]),
    /stay inside it, but found x\/\.\.\/\.\.\/evil\.wav/,
  ],
  ["a tar with a link", () => tarOf(zipFiles(), "/etc/passwd"), /no links, but link\.wav is one/],
  [
    "a tar cut short",
    async () => (await tarOf(zipFiles())).subarray(0, 2000),
    /a\.bin to be a \.tar or \.tar\.gz archive, but it is cut short, damaged or holds no tar/,
  ],
  [
    "a gzip cut short",
    async () => gzipSync(await tarOf(zipFiles())).subarray(0, 700),
    /a\.bin to be a \.tar or \.tar\.gz archive, but it is cut short, damaged or holds no tar/,
  ],
  [
    "a gzip of something else",
    () => gzipSync(new Uint8Array(9999).fill(65)),
    /a\.bin to be a \.tar or \.tar\.gz archive, but it is cut short, damaged or holds no tar/,
  ],
  ["another corpus", () => encodeZip(zipFiles(["TESS/OAF_sad/OAF_a_sad.wav"])), /to hold TurEV-DB/],
  [
    "a corpus with an empty class",
    () => encodeZip(zipFiles(WRAPPED.slice(1))),
    /Expected TurEV-DB\/Sound Source\/Angry .* but a\/TurEV-DB-master\/Sound Source\/Angry is/,
  ],
  ["a text", () => new TextEncoder().encode("hello"), /to be a folder, a \.zip/],
];
for (const [what, make, message] of hostile) {
  Deno.test(`importCorpus refuses ${what} and leaves nothing behind`, async () => {
    const source = await make();
    const name = what.startsWith("a corpus") ? "a.zip" : "a.bin";
    await withSource(name, source, (path, dataRoot) => assertRefused(path, dataRoot, message));
  });
}

Deno.test("importCorpus refuses a folder with a link in it", async () => {
  await withTemporaryFolder(async (folder) => {
    const source = join(folder, "source");
    await writeClips(join(source, "Sound Source"), CLIPS);
    await Deno.symlink("/etc/passwd", join(source, "Sound Source", "Sad", "2_hl_b.wav"));
    await assertRefused(
      source,
      join(folder, "data"),
      /no links, but Sound Source\/Sad\/2_hl_b\.wav/,
    );
  });
});

Deno.test("importCorpus refuses a missing source and a generated corpus", async () => {
  await withTemporaryFolder(async (folder) => {
    const missing = join(folder, "missing.zip");
    await assertRefused(missing, join(folder, "data"), /folder or an archive at .*missing\.zip/);
    await assert.rejects(importCorpus(folder, "synthetic", folder), /synthetic is generated/);
  });
});

Deno.test("importCorpus brings FER2013's folders and its table into the official layout", async () => {
  const classes = corpusInfo("fer2013").classes;
  const paths = classes.flatMap((
    label,
  ) => [`train/${label}/Training_1.jpg`, `test/${label}/2.jpg`]);
  const pictures = await Promise.all(paths.map(async (name, variant) => {
    return { name, content: await greyJpeg(texture(variant)) };
  }));
  const table = "emotion,pixels,Usage\n" + ["Training", "PublicTest", "PrivateTest"]
    .map((usage, at) => `${at},${[...texture(at)].join(" ")},${usage}\n`).join("");
  const sources: [string, Uint8Array, number][] = [
    ["archive.zip", encodeZip(pictures), 14],
    ["fer2013.csv", new TextEncoder().encode(table), 3],
    ["faces of Kaggle.csv", new TextEncoder().encode(table), 3],
    [
      "fer2013.tar.gz",
      gzipSync(
        await tarOf([{
          name: "fer2013/fer2013.csv",
          content: new TextEncoder().encode(table),
        }]),
      ),
      3,
    ],
  ];
  for (const [name, source, clips] of sources) {
    await withSource(name, source, async (path, dataRoot) => {
      const { corpus, isNew } = await importCorpus(path, "fer2013", dataRoot, { quiet: true });
      assert.equal(isNew, true);
      assert.equal(corpus.root, join(dataRoot, "FER2013"));
      assert.equal(corpus.clips.length, clips);
      assert.equal((await importCorpus(path, "fer2013", dataRoot)).isNew, false);
      await Deno.remove(indexPath(corpus.root)).catch(() => {});
    });
  }
});

Deno.test("importCorpus tells a table's fault with the table's own name", async () => {
  const fault = new TextEncoder().encode("emotion,pixels,Usage\n9,0 0,Training\n");
  await withSource("mine.csv", fault, async (path, dataRoot) => {
    await assert.rejects(
      importCorpus(path, "fer2013", dataRoot),
      /^UserError: Expected line 2 of mine\.csv to have a class of 0 to 6/,
    );
    // A corpus without a table of its own has no place for one.
    await assertRefused(path, dataRoot, /Expected mine\.csv to hold TurEV-DB/);
  });
});

Deno.test("importCorpus removes what an import that was killed left behind", async () => {
  await withSource("a.zip", encodeZip(zipFiles()), async (path, dataRoot) => {
    await writeClips(join(dataRoot, ".import-killed", "files", "Sound Source"), CLIPS);
    assert.equal((await importCorpus(path, "turev", dataRoot)).isNew, true);
    const names = Array.from(Deno.readDirSync(dataRoot), ({ name }) => name);
    assert.deepEqual(names, ["TurEV-DB"]);
  });
});

Deno.test("importCorpus twice at once brings the corpus once", async () => {
  await withSource("a.zip", encodeZip(zipFiles()), async (path, dataRoot) => {
    const results = await Promise.all(
      [1, 2, 3].map(() => importCorpus(path, "turev", dataRoot)),
    );
    assert.equal(results.filter(({ isNew }) => isNew).length, 1);
    assert.ok(results.every(({ corpus }) => corpus.clips.length === CLIPS.length));
  });
});
