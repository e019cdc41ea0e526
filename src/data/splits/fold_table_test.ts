import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import type { Corpus } from "../corpus.ts";
import { madeCorpus } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { keepFolds, matchFold, parseFoldTable, readFolds } from "./fold_table.ts";
import { coverageNote, givenFolds } from "./published_splits.ts";
import { splitCorpus, splitFolds } from "./split_corpus.ts";

/** Two classes, two speakers, ten texts: 40 clips called class0/speaker0/text0/take0 and so on. */
const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 10, takes: 1 });

/** A table of all clips by path; the part follows from the clip's place. */
function tableOf(partOf: (at: number) => string, header = "file,class,part"): string {
  const rows = corpus.clips.map(({ id, label }, at) =>
    `${id}.WAV,${label.toUpperCase()},${partOf(at)}`
  );
  return [header, ...rows].join("\n") + "\n";
}

function withTable(text: string): Corpus {
  return { ...corpus, folds: parseFoldTable(text, "folds.csv") };
}

Deno.test("a table's folds are the published protocol's, its validation set where it has one", () => {
  const folds = withTable(tableOf((at) => ["Training", "train", "val", "test"][at % 4]));
  assert.deepEqual(splitFolds(folds, "published"), ["1"]);
  const split = splitCorpus(folds, { protocol: "published", seed: 1 });
  assert.deepEqual([split.protocol, split.fold], ["published", "1"]);
  const ids = (rest: number[]) =>
    corpus.clips.filter((_, at) => rest.includes(at % 4)).map(({ id }) => id);
  assert.deepEqual(split.train, ids([0, 1]));
  assert.deepEqual(split.validation, ids([2]));
  assert.deepEqual(split.test, ids([3]));
  assert.deepEqual({ ...splitCorpus(folds, { protocol: "published", seed: 9 }), seed: 1 }, split);
  assert.equal(coverageNote(folds, split), "");
});

Deno.test("without a validation set whole texts of the training set validate, drawn by the seed", () => {
  const folds = withTable(tableOf((at) => at % 4 === 3 ? "test" : "train"));
  const split = splitCorpus(folds, { protocol: "published", seed: 1 });
  assert.equal(split.train.length + split.validation.length, 30);
  const textOf = new Map(corpus.clips.map(({ id, text }) => [id, text]));
  const texts = (ids: string[]) => new Set(ids.map((id) => textOf.get(id)));
  assert.ok(split.validation.length > 0);
  assert.ok(texts(split.train).isDisjointFrom(texts(split.validation)));
});

Deno.test("several folds in one table are tested one by one; what is not here is told", () => {
  const rows = ["a", "b"].flatMap((fold) =>
    corpus.clips.slice(0, 30).map(({ id }, at) =>
      `${fold};${id};${(at % 3 === 0) === (fold === "a") ? "test" : "train"};0,5`
    )
  );
  const text = ["Fold;File;Part;weight", ...rows, "a;class9/x.flac;train;1"].join("\r\n");
  const folds = withTable(text);
  assert.deepEqual(givenFolds(folds), ["a", "b"]);
  const [a, b] = ["a", "b"].map((fold) =>
    splitCorpus(folds, { protocol: "published", seed: 1, fold })
  );
  assert.equal(a.test.length, 10);
  assert.deepEqual([...a.test, ...b.test].sort(), corpus.clips.slice(0, 30).map(({ id }) => id));
  assert.equal(
    coverageNote(folds, a),
    "1 of the fold's 31 files are not here (class9/x.flac), 10 clips here are not in the fold",
  );
});

const refused: [string, string, RegExp][] = [
  [
    "no column part",
    "file,set\na,train\n",
    /the columns file and part .* found file, set and 1 rows$/,
  ],
  ["no rows", "file,part\n", /found file, part and 0 rows$/],
  ["nothing at all", "", /found no columns and 0 rows$/],
  ["an unknown part", "file,part\na,train\nb,dev\n", /part in row 3 of folds\.csv .* found "dev"$/],
  ["an empty part", "file,part\na,\n", /part in row 2 .* found ""$/],
  ["an empty name", "file,part\n,train\n", /row 2 of folds\.csv to name a file/],
  [
    "a file twice",
    "file,part\na.wav,train\nA.flac,test\n",
    /row 3 of folds\.csv names A\.flac again$/,
  ],
  ["a row too long", "file,part\na,train,1\n", /its header has 2 cells, but row 2 has 3/],
];
for (const [what, text, message] of refused) {
  Deno.test(`a table of folds with ${what} is refused`, () => {
    assert.throws(() => parseFoldTable(text, "folds.csv"), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("a name that several clips bear is refused; a path or a part of it tells them apart", () => {
  const rows = (file: string) => parseFoldTable(`file,part\n${file},test\n`, "x").get("1")!;
  assert.throws(
    () => matchFold(corpus, rows("take0")),
    /it is 40, such as .*; name the path below/,
  );
  assert.throws(() => matchFold(corpus, rows("text3/take0")), /it is 4, such as/);
  const { parts } = matchFold(corpus, rows("class0\\Speaker1\\text3\\take0.mp3")).fold;
  assert.deepEqual([...parts], [["class0/speaker1/text3/take0", "test"]]);
});

Deno.test("folds are kept beside descriptions, once, after they were compared with the corpus", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const path = join(dataRoot, "theirs.csv");
    const write = (text: string) => Deno.writeTextFile(path, text);
    const keep = () => keepFolds(corpus, path, { dataRoot });
    assert.equal(await readFolds("made", dataRoot), undefined);

    await write(tableOf(() => "train"));
    await assert.rejects(keep(), /for training and for test, but found 40 and 0 of its 40 files$/);
    await write(tableOf((at) => at % 2 ? "train" : "test").replace("CLASS1", "class7"));
    await assert.rejects(keep(), /to be of the class class1, as Made has it, but found class7;/);
    await write("file,part\nelsewhere/a,train\nelsewhere/b,test\n");
    await assert.rejects(keep(), /but found 0 and 0 of its 2 files$/);
    assert.equal(await readFolds("made", dataRoot), undefined, "nothing is kept");

    const text = tableOf((at) => at % 2 ? "train" : "test");
    await write(text);
    const { kept, folds } = await keep();
    assert.equal(kept, join(dataRoot, "corpora", "made.folds.csv"));
    assert.deepEqual(await readFolds("made", dataRoot), folds);
    assert.equal((await keep()).kept, kept, "the same again changes nothing");
    await write(tableOf((at) => at % 2 ? "test" : "train"));
    await assert.rejects(keep(), /^UserError: Expected no other folds of Made, but .* holds some;/);
    assert.equal(await Deno.readTextFile(kept), text);
  });
});

Deno.test("the published protocol without a table, or with an unknown fold, is the user's error", () => {
  assert.throws(
    () => splitCorpus(corpus, { protocol: "published", seed: 1 }),
    /^UserError: Expected published folds of Made .* `data split made --from FILE` brings/,
  );
  const folds = withTable(tableOf((at) => at % 2 ? "train" : "test"));
  assert.throws(
    () => splitCorpus(folds, { protocol: "published", seed: 1, fold: "2" }),
    /^UserError: Expected one of the published folds of Made, 1, but found 2/,
  );
});
