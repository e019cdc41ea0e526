import assert from "node:assert/strict";
import { join } from "node:path";
import {
  ferClassOf,
  type FerPlusClass,
  ferPlusClasses,
  ferPlusLabels,
  majorityLabel,
  readFerPlus,
} from "./fer_plus.ts";
import { requireCorpus } from "./find_corpus.ts";
import { realDataRoot, realDataTest } from "./testing/real_data.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

/** Votes for the classes named, none for the others. */
function votesOf(counts: Partial<Record<FerPlusClass, number>>): Record<FerPlusClass, number> {
  const none = Object.fromEntries(ferPlusClasses.map((name) => [name, 0]));
  return { ...none, ...counts } as Record<FerPlusClass, number>;
}

const cases: [string, Partial<Record<FerPlusClass, number>>, FerPlusClass | undefined][] = [
  ["all agree", { happiness: 10 }, "happiness"],
  ["six of ten", { anger: 6, sadness: 4 }, "anger"],
  ["five of ten are no majority", { anger: 5, sadness: 5 }, undefined],
  ["four of seven, for single votes are dropped", {
    fear: 4,
    surprise: 3,
    sadness: 1,
    anger: 1,
    NF: 1,
  }, "fear"],
  [
    "three of six after dropping are none",
    { fear: 3, surprise: 3, sadness: 1, anger: 1 },
    undefined,
  ],
  ["unknown wins", { unknown: 8, neutral: 2 }, undefined],
  ["no face", { NF: 10 }, undefined],
  ["single votes only", { fear: 1, anger: 1, sadness: 1 }, undefined],
  ["contempt is an emotion of FER+", { contempt: 7, neutral: 3 }, "contempt"],
];
for (const [what, counts, expected] of cases) {
  Deno.test(`majority: ${what}`, () => assert.equal(majorityLabel(votesOf(counts)), expected));
}

Deno.test("contempt and what is no emotion have no class in FER2013", () => {
  const missing = ferPlusClasses.filter((name) => ferClassOf(name) === undefined);
  assert.deepEqual(missing, ["contempt", "unknown", "NF"]);
});

Deno.test("votes are read from both tables, and doubtful ones give no label", async () => {
  await withTemporaryFolder(async (folder) => {
    const header = ferPlusClasses.map((name) => `ferplus_${name}`).join(",");
    await Deno.writeTextFile(
      join(folder, "rows.csv"),
      `file,${header},pixel_exact\n` +
        "train/sad/a.jpg,0,0,0,9,1,0,0,0,0,0,1\ntrain/sad/b.jpg,0,0,0,9,1,0,0,0,0,0,0\n",
    );
    await Deno.writeTextFile(
      join(folder, "fer2013new.csv"),
      `Usage,Image name,${ferPlusClasses.join(",")}\n` +
        "Training,fer0000000.png,0,0,9,0,1,0,0,0,0,0\nTraining,,0,0,0,0,0,0,0,9,0,0\n",
    );
    const clips = (ids: string[], path: string) => ids.map((id) => ({ id, path })) as never[];
    const files = clips(["train/sad/a", "train/sad/b", "train/sad/c"], join(folder, "a.jpg"));
    const byFile = (await readFerPlus({ root: folder, clips: files }))!;
    assert.equal(byFile.get("train/sad/b")!.isReliable, false);
    assert.deepEqual(ferPlusLabels(files, byFile), new Map([["train/sad/a", "sad"]]));
    const rows = clips(["row-00000", "row-00001"], join(folder, "fer2013.csv"));
    const byRow = (await readFerPlus({ root: folder, clips: rows }))!;
    assert.deepEqual(ferPlusLabels(rows, byRow), new Map([["row-00000", "surprise"]]));
    assert.equal(await readFerPlus({ root: join(folder, "elsewhere"), clips: files }), undefined);
  });
});

Deno.test("a table without a column of votes, or with a vote that is no number, is refused", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "rows.csv");
    await Deno.writeTextFile(path, "file,ferplus_neutral\nx.jpg,1\n");
    const corpus = { root: folder, clips: [] };
    await assert.rejects(readFerPlus(corpus), /to have the column ferplus_happiness/);
    const header = ferPlusClasses.map((name) => `ferplus_${name}`).join(",");
    await Deno.writeTextFile(path, `file,${header}\nx.jpg,1,2,3,4,5,6,7,8,9,many\n`);
    await assert.rejects(readFerPlus(corpus), /line 2 .* a number of votes, but found "many"/);
  });
});

realDataTest("FER+ relabels most of FER2013's pictures", "FER2013", async () => {
  const corpus = await requireCorpus("fer2013", { dataRoot: realDataRoot });
  const votes = (await readFerPlus(corpus))!;
  assert.equal(votes.size, corpus.clips.length);
  assert.equal([...votes.values()].filter(({ isReliable }) => !isReliable).length, 177);
  assert(corpus.clips.every(({ id }) => votes.has(id)));
  const labels = ferPlusLabels(corpus.clips, votes);
  const inTest = corpus.clips.filter(({ id, part }) => part === "test" && labels.has(id));
  const agreed = inTest.filter(({ id, label }) => labels.get(id) === label).length;
  // Counted from rows.csv alone, too: agreement with FER2013's own labels is as low as that.
  assert.deepEqual([labels.size, inTest.length, agreed], [31_261, 3_137, 2_115]);
});

Deno.test("an empty table of votes is the user's error", async () => {
  await withTemporaryFolder(async (root) => {
    await Deno.writeTextFile(join(root, "rows.csv"), "\ufeff\n");
    await assert.rejects(readFerPlus({ root, clips: [] }), /rows\.csv to have the column/);
  });
});
