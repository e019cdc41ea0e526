import assert from "node:assert/strict";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, OfficialPart } from "../corpus.ts";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import turevFold1 from "./emobox/turev_fold_1.csv" with { type: "text" };
import { coverageNote, emoboxCoverage, emoboxSplit, officialSplit } from "./published_splits.ts";
import { splitCorpus, splitFolds } from "./split_corpus.ts";

/** Two classes with 40 clips each, the n-th in the n-th of `parts`, over and over. */
function corpusWith(parts: OfficialPart[]): Corpus {
  const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 10, takes: 2 });
  corpus.clips.forEach((clip, at) => clip.part = parts[at % parts.length]);
  return corpus;
}

Deno.test("official: parts are the publication's, whatever the seed", () => {
  const corpus = corpusWith(["train", "train", "validation", "test"]);
  const split = officialSplit(corpus, 1);
  const ids = (part: OfficialPart) =>
    corpus.clips.filter((clip) => clip.part === part).map(({ id }) => id);
  assert.deepEqual(split.train, ids("train"));
  assert.deepEqual(split.validation, ids("validation"));
  assert.deepEqual(split.test, ids("test"));
  assert.deepEqual({ ...officialSplit(corpus, 2), seed: 1 }, split);
});

Deno.test("official: without a validation set a tenth of each class is drawn from training", () => {
  const corpus = corpusWith(["train", "train", "train", "test"]);
  const split = officialSplit(corpus, 1);
  const label = new Map(corpus.clips.map((clip) => [clip.id, clip.label]));
  // Of 30 training clips each.
  for (const name of corpus.classes) {
    assert.equal(split.validation.filter((id) => label.get(id) === name).length, 3);
  }
  assert.equal(split.train.length, 54);
  assert.equal(split.test.length, 20);
  assert.notDeepEqual(officialSplit(corpus, 2).validation, split.validation);
});

const refused: [string, OfficialPart[], RegExp][] = [
  ["no parts", [""], /but it has no official sets/],
  [
    "clips without a part",
    ["train", "test", "", ""],
    /20 for training, 0 for validation, 20 for test and 40 without/,
  ],
  ["no test set", ["train", "validation"], /found 40 for training, 40 for validation, 0 for test/],
];
for (const [what, parts, message] of refused) {
  Deno.test(`official: a corpus with ${what} is refused`, () => {
    assert.throws(() => officialSplit(corpusWith(parts), 0), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("official: refuses what leaves nothing to validate on", () => {
  const corpus = corpusWith(["train", "test"]);
  // Four training clips of a class are too few to draw a tenth from.
  const few = corpus.classes.flatMap((name) =>
    corpus.clips.filter(({ label }) => label === name).slice(0, 8)
  );
  assert.throws(() => officialSplit({ ...corpus, clips: few }, 1), {
    name: "UserError",
    message: /^Expected Made to have a validation set, or at least 5 training clips of a class/,
  });
});

/** Of which every note is. */
const fold1 = { protocol: "emobox", fold: "1" } as const;

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

/**
 * A corpus with a clip for each of the fold's files but those left out, each in its speaker's
 * folder.
 */
function withFilesOf(table: string, leaveOut: (file: string) => boolean = () => false): Corpus {
  const { clips: [clip], ...head } = madeCorpus({ classes: 2, speakers: 1, texts: 1, takes: 1 });
  const files = table.trim().split("\n").slice(1).map((line) => line.split(",")[0]);
  const clips = files.filter((file) => !leaveOut(file)).map((file) => {
    const id = `Sad/${file.toUpperCase()}`;
    return { ...clip, id, text: file.split("_")[2] };
  });
  return { ...head, id: "turev", clips };
}

Deno.test("EmoBox's folds: files are known by their names in any case, and what is missing is reported", () => {
  const whole = withFilesOf(turevFold1);
  assert.deepEqual(emoboxCoverage(whole), { published: 1735, missing: [], unnamed: [] });
  assert.equal(coverageNote(whole, fold1), "");
  const { train, validation, test, fold } = emoboxSplit(whole, 1);
  assert.deepEqual([train.length + validation.length, test.length, fold], [1303, 432, "1"]);

  const gone = whole.clips.slice(0, 7).map(({ id }) => id.slice("Sad/".length).toLowerCase());
  const part = withFilesOf(turevFold1, (file) => gone.includes(file.toLowerCase()));
  const { missing } = emoboxCoverage(part);
  assert.equal(missing.length, 7);
  assert.equal(
    coverageNote(part, fold1),
    `7 of the fold's 1735 files are not here (${missing.slice(0, 5).join(", ")}), ` +
      "0 clips here are not in the fold",
  );
  const further = { ...whole, clips: [...whole.clips, { ...whole.clips[0], id: "Sad/other" }] };
  assert.deepEqual(emoboxCoverage(further).unnamed, ["Sad/other"]);
  assert.equal(
    coverageNote(further, fold1),
    "0 of the fold's 1735 files are not here, 1 clips here are not in the fold",
  );
});
