import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { countByClass } from "../find_corpus.ts";
import { writeClips } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { anad, anadInfo } from "./anad.ts";

const PART = "1sec_segmented_part1/1sec_segmented_part1";
const TABLE = "Emotion ,Type,first,second\nangry,0,0.5,1\nHappy,1,0.25,-2\n";

Deno.test("anad reads segments with their classes from ANAD.csv", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "ANAD");
    await writeClips(root, [
      `${PART}/V1_1 (1).wav`,
      `${PART}/V7_2 (140).wav`,
      `${PART}/V7_2 (141).wav`,
      "V1.wav",
      "caller_Reciever_turns/V1_1.wav",
    ]);
    // As published: names end in a quote, the column's name in a blank.
    const rows = ["name,Emotion ,Type", "V1_1 (1).wav',happy,1", "V7_2 (140).wav',surprised,2"];
    await Deno.writeTextFile(join(root, "ANAD.csv"), rows.join("\n"));
    const listing = await anad.list((await anad.findRoot(folder))!);
    assert(listing.kind === "audio");
    const read = listing.files.map(({ id, label, speaker }) => [id, label, speaker]);
    assert.deepEqual(read, [["V1_1 (1)", "happy", "V1"], ["V7_2 (140)", "surprised", "V7"]]);
    assert.deepEqual(listing.problems, [{
      relativePath: `${PART}/V7_2 (141).wav`,
      problem: "has no row in ANAD.csv and lies in no class folder",
      skipped: true,
    }]);
  });
});

Deno.test("anad reads segments in class folders without a table", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(join(folder, "ANAD"), ["Angry/V1_1 (1).wav", "Surprised/other.wav"]);
    const listing = await anad.list((await anad.findRoot(folder))!);
    assert(listing.kind === "audio");
    assert.deepEqual(listing.files.map(({ label }) => label), ["angry", "surprised"]);
  });
});

Deno.test("anad falls back on its table of features", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "ANAD_Normalized.csv"), TABLE);
    const listing = await anad.list((await anad.findRoot(folder))!);
    assert(listing.kind === "features");
    assert.deepEqual(
      listing.rows.map(({ id, label, sha256 }) => [id, label, sha256]),
      [
        ["row-0001", "angry", sha256("angry,0,0.5,1")],
        ["row-0002", "happy", sha256("Happy,1,0.25,-2")],
      ],
    );
  });
});

Deno.test("anad refuses an unknown class and a folder without either", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "ANAD");
    await Deno.mkdir(root);
    await assert.rejects(
      anad.list(root),
      /ANAD's segments with ANAD\.csv, or ANAD_Normalized\.csv/,
    );
    await Deno.writeTextFile(join(root, "ANAD_Normalized.csv"), TABLE.replace("angry", "bored"));
    await assert.rejects(anad.list(root), /line 2 of .* angry, happy, surprised, but found bored/);
  });
});

realDataTest("the real ANAD is a table with the published counts", "ANAD", async () => {
  const listing = await anad.list((await anad.findRoot(realDataRoot))!);
  assert(listing.kind === "features");
  assert.deepEqual(countByClass(listing.rows, anadInfo.classes), anadInfo.publishedCounts);
});

Deno.test("anad is found by its own folder as data root, or by either table in it", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await anad.findRoot(folder), undefined);
    const own = join(folder, "Arabic Natural Audio Dataset");
    await Deno.mkdir(own);
    assert.equal(await anad.findRoot(own), own);
    for (const name of ["ANAD.csv", "ANAD_Normalized.csv"]) {
      const root = join(folder, name.replace(".csv", ""), "any");
      await Deno.mkdir(root, { recursive: true });
      await Deno.writeTextFile(join(root, name), TABLE);
      assert.equal(await anad.findRoot(root), root);
    }
  });
});

Deno.test("anad leaves out segments whose class nobody knows, and needs both columns", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "ANAD");
    await writeClips(root, [`${PART}/V1_1 (1).wav`, `${PART}/V1_1 (2).wav`]);
    const rows = (header: string) => `${header}\nV1_1 (1).wav,bored\nV1_1 (2).wav,happy\n`;
    await Deno.writeTextFile(join(root, "ANAD.csv"), rows("name,Emotion"));
    const { problems } = await anad.list(root);
    assert.deepEqual(problems.map(({ problem }) => problem), [
      "has the class bored; expected angry, happy, surprised",
    ]);
    await Deno.writeTextFile(join(root, "ANAD.csv"), rows("file,Emotion"));
    await assert.rejects(anad.list(root), /ANAD\.csv to have the columns name and Emotion/);
  });
});
