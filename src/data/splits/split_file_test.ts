import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import type { Split } from "../corpus.ts";
import { madeCorpus } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { splitCorpus } from "./split_corpus.ts";
import { readSplit, splitHash, writeSplit } from "./split_file.ts";

const corpus = madeCorpus({ classes: 2, speakers: 4, texts: 3, takes: 2 });
const split = splitCorpus(corpus, { protocol: "speaker", seed: 3 });

Deno.test("readSplit gives back what writeSplit wrote", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "split.json");
    await writeSplit(path, split);
    assert.deepEqual(await readSplit(path, corpus), split);
  });
});

const wrong: [string, unknown, RegExp][] = [
  ["another corpus", { ...split, corpus: "turev" }, /to split made, but it splits turev/],
  ["unknown clips", { ...split, test: ["a", "b", "c", "d"] }, /a, b, c and 1 more are not/],
  ["one unknown clip", { ...split, test: ["a"] }, /in Made, but a is not/],
  ["a clip twice", { ...split, test: [split.train[0]] }, /each clip once, but found class/],
  ["an unknown protocol", { ...split, protocol: "luck" }, /split\.json field protocol: /],
  ["a missing part", { ...split, test: undefined }, /split\.json field test: /],
  ["a field too many", { ...split, more: 1 }, /split\.json/],
];
for (const [what, value, message] of wrong) {
  Deno.test(`readSplit refuses ${what}`, async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "split.json");
      await Deno.writeTextFile(path, JSON.stringify(value));
      await assert.rejects(readSplit(path, corpus), (error) => {
        assert(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    });
  });
}

Deno.test("splitHash tells splits apart but not orders within a part", () => {
  const hash = splitHash(split);
  const reversed: Split = { ...split, train: split.train.toReversed() };
  assert.equal(splitHash(reversed), hash);
  assert.notEqual(splitHash({ ...split, train: split.test, test: split.train }), hash);
  assert.notEqual(splitHash({ ...split, seed: 4 }), hash);
});
