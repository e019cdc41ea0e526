import assert from "node:assert/strict";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus } from "../testing/made_corpus.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { emoboxCoverage, emoboxSplit } from "./emobox_split.ts";
import { splitCorpus, splitFolds } from "./split_corpus.ts";

const published = {
  turev: { train: 1303, test: 432, missing: [] },
  tess: {
    train: 2100,
    test: 700,
    missing: ["OAF_back_angry", "OAF_bite_neutral", "YAF_beg_sad"],
  },
};

const folders = { turev: "TurEV-DB", tess: "TESS" };

for (const id of ["turev", "tess"] as const) {
  realDataTest(
    `EmoBox's fold of ${id} has the published parts but for what is missing`,
    folders[id],
    async () => {
      const corpus = await requireCorpus(id, { dataRoot: realDataRoot, quiet: true });
      const { train, test, missing } = published[id];
      const coverage = emoboxCoverage(corpus);
      assert.equal(coverage.published, train + test);
      assert.deepEqual(coverage.missing.toSorted(), missing);
      const split = splitCorpus(corpus, { protocol: "emobox", seed: 1 });
      const training = [...split.train, ...split.validation];
      assert.equal(training.length + split.test.length, train + test - missing.length);
      assert.ok(Math.abs(training.length - train) <= missing.length);
      assert.ok(new Set(training).isDisjointFrom(new Set(split.test)));
      const textOf = new Map(corpus.clips.map((clip) => [clip.id, clip.text]));
      const words = (ids: string[]) => new Set(ids.map((clip) => textOf.get(clip)));
      assert.ok(
        words(split.train).isDisjointFrom(words(split.validation)),
        "validates on new words",
      );
      assert.deepEqual(splitFolds(corpus, "emobox"), ["1"]);
    },
  );
}

Deno.test("EmoBox's folds: a corpus without them and an unknown fold are the user's errors", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 3, takes: 1 });
  assert.throws(() => emoboxSplit(corpus, 1), /^UserError: Expected a corpus whose EmoBox folds/);
  assert.throws(
    () => emoboxSplit({ ...corpus, id: "turev" }, 1, "9"),
    /^UserError: Expected one of EmoBox's folds of .*, 1, but found 9$/,
  );
  assert.throws(
    () => emoboxSplit({ ...corpus, id: "turev" }, 1),
    /found 0 for training and 0 for test$/,
  );
});
