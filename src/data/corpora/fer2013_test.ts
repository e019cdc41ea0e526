import assert from "node:assert/strict";
import { join } from "node:path";
import { countByClass, requireCorpus } from "../find_corpus.ts";
import { texture, writePictures } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { fer2013, fer2013Info, readFerName } from "./fer2013.ts";

const CLASSES = fer2013Info.classes;

/** A file of each class on each side; named by usage or by number alone. */
function kaggleFiles(named: boolean): string[] {
  const start = { train: named ? "Training_" : "", test: named ? "PrivateTest_" : "" };
  return (["train", "test"] as const).flatMap((side) =>
    CLASSES.map((label, at) => `${side}/${label}/${start[side]}${at}.jpg`)
  );
}

Deno.test("readFerName goes by the folder for the class, by the name for the part", () => {
  assert.deepEqual(readFerName("test/sad/PublicTest_77.jpg"), {
    clip: {
      id: "test/sad/PublicTest_77",
      label: "sad",
      speaker: "",
      text: "",
      repetition: "",
      part: "validation",
    },
  });
  assert("refusal" in readFerName("test/bored/PublicTest_77.jpg"));
  assert("refusal" in readFerName("test/PublicTest_77.jpg"));
});

for (const folder of ["FER2013", "fer2013/archive", ""]) {
  Deno.test(`fer2013 is found in "${folder}"`, async () => {
    await withTemporaryFolder(async (data) => {
      await writePictures(join(data, folder), kaggleFiles(true));
      const root = await fer2013.findRoot(data);
      assert.equal(root, join(data, folder));
      const listing = await fer2013.list(root!);
      assert("files" in listing && listing.kind === "images");
      assert.deepEqual(
        countByClass(listing.files, CLASSES),
        countByClass(
          CLASSES.flatMap((label) => [{ label }, { label }]),
          CLASSES,
        ),
      );
      assert.deepEqual(new Set(listing.files.map(({ part }) => part)), new Set(["train", "test"]));
    });
  });
}

for (
  const [what, sides, parts] of [
    ["capitals", ["Train", "TEST"], ["test", "train"]],
    ["val", ["train", "val", "test"], ["test", "train", "validation"]],
    ["Valid", ["training", "Valid", "testing"], ["test", "train", "validation"]],
    ["no test", ["train", "validation"], ["train", "validation"]],
  ] as const
) {
  Deno.test(`B09: fer2013's folders may be called otherwise: ${what}`, async () => {
    await withTemporaryFolder(async (data) => {
      const root = join(data, "images");
      const folders = CLASSES.map((label) => label[0].toUpperCase() + label.slice(1));
      const names = sides.flatMap((side) =>
        folders.map((label, at) => `${side}/${label}/${at}.jpg`)
      );
      await writePictures(root, names);
      assert.equal(await fer2013.findRoot(root), root);
      const listing = await fer2013.list(root);
      assert("files" in listing);
      assert.deepEqual(listing.problems, []);
      const ids = parts.flatMap((part) => CLASSES.map((label, at) => `${part}/${label}/${at}`));
      assert.deepEqual(listing.files.map(({ id }) => id), ids.sort());
      assert.deepEqual([...new Set(listing.files.map(({ part }) => part))], parts);
    });
  });
}

Deno.test("parts come from rows.csv where names do not tell them, else from the folder", async () => {
  await withTemporaryFolder(async (data) => {
    const root = join(data, "FER2013");
    await writePictures(root, kaggleFiles(false));
    const parts = async () => {
      const listing = await fer2013.list(root);
      assert("files" in listing);
      return new Map(listing.files.map(({ id, part }) => [id, part]));
    };
    assert.equal((await parts()).get("test/angry/0"), "test");
    await Deno.writeTextFile(join(root, "rows.csv"), "file,usage\ntest/angry/0.jpg,PublicTest\n");
    const found = await parts();
    assert.equal(found.get("test/angry/0"), "validation");
    assert.equal(found.get("test/sad/4"), "test");
    assert.equal(found.get("train/sad/4"), "train");
    await Deno.writeTextFile(join(root, "rows.csv"), "file\ntest/angry/0.jpg\n");
    await assert.rejects(fer2013.list(root), /to have the columns file and usage/);
  });
});

Deno.test("fer2013 is read from the competition's own table", async () => {
  await withTemporaryFolder(async (data) => {
    const usages = ["Training", "PublicTest", "PrivateTest"];
    const rows = usages.map((usage, at) => `${at + 2},${[...texture(at)].join(" ")},${usage}\n`);
    await Deno.mkdir(join(data, "fer2013"));
    const table = join(data, "fer2013", "fer2013.csv");
    await Deno.writeTextFile(table, "emotion,pixels,Usage\n" + rows.join(""));
    const corpus = await requireCorpus("fer2013", { dataRoot: data });
    assert.deepEqual(corpus.clips.map(({ id, label, part, path }) => [id, label, part, path]), [
      ["row-00000", "fear", "train", table],
      ["row-00001", "happy", "validation", table],
      ["row-00002", "sad", "test", table],
    ]);
    await Deno.writeTextFile(
      table,
      `emotion,pixels,Usage\n7,${[...texture(0)].join(" ")},Training\n`,
    );
    await assert.rejects(
      requireCorpus("fer2013", { dataRoot: data }),
      /line 2 of .*fer2013\.csv to have a class of 0 to 6 .* but found 7 and Training/,
    );
  });
});

Deno.test("a FER2013 folder without pictures is refused", async () => {
  await withTemporaryFolder(async (data) => {
    await Deno.mkdir(join(data, "FER2013/train"), { recursive: true });
    const root = await fer2013.findRoot(data);
    assert.equal(root, join(data, "FER2013"));
    await assert.rejects(
      fer2013.list(root!),
      /train and test .* or fer2013\.csv, but found neither/,
    );
  });
});

realDataTest("the real FER2013 has the published counts and parts", "FER2013", async () => {
  const corpus = await requireCorpus("fer2013", { dataRoot: realDataRoot, quiet: true });
  assert.deepEqual(countByClass(corpus.clips, CLASSES), fer2013Info.publishedCounts);
  const parts = Map.groupBy(corpus.clips, ({ part }) => part);
  assert.deepEqual(
    ["train", "validation", "test"].map((part) => parts.get(part as "train")!.length),
    [28_709, 3_589, 3_589],
  );
  assert(corpus.clips.every(({ sha256 }) => sha256.length === 64));
});
