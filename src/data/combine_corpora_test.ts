import assert from "node:assert/strict";
import { combineCorpora, emotionName, originOf, sharedClasses } from "./combine_corpora.ts";
import type { Corpus } from "./corpus.ts";
import { requireCorpus } from "./find_corpus.ts";
import { madeCorpus } from "./made_inputs.ts";
import { originsOf } from "./splits/held_out_splits.ts";
import { splitCorpus, splitFolds } from "./splits/split_corpus.ts";
import { realDataRoot, realDataTest } from "./testing/real_data.ts";

/** A corpus whose classes have these names. */
function named(id: string, classes: string[]): Corpus {
  const made = madeCorpus({ classes: classes.length, speakers: 4, texts: 3, takes: 1 });
  const clips = made.clips.map((clip) => ({
    ...clip,
    label: classes[Number(clip.label.slice(5))],
    sha256: `${id} ${clip.sha256}`,
  }));
  return { ...made, id, title: id.toUpperCase(), classes, clips };
}
const first = named("one", ["calm", "Anger", "happy", "sad"]);
const second = named("two", ["angry", "neutral", "sadness", "happiness"]);

Deno.test("names of one emotion are taken for the same, calm and neutral are not", () => {
  assert.deepEqual(["Anger", " happiness", "ps", "calm", "Boredom"].map(emotionName), [
    "angry",
    "happy",
    "surprised",
    "calm",
    "boredom",
  ]);
  assert.deepEqual(sharedClasses([first.classes, second.classes]), ["angry", "happy", "sad"]);
});

Deno.test("a combination has the shared classes, and clips, speakers and texts of each corpus", () => {
  const both = combineCorpora([first, second]);
  assert.equal(both.id, "one+two");
  assert.deepEqual(both.classes, ["angry", "happy", "sad"]);
  assert.equal(both.clips.length, 2 * 3 * 12);
  assert.deepEqual(new Set(both.clips.map(({ label }) => label)), new Set(both.classes));
  assert.deepEqual(both.clips.map(({ id }) => id), both.clips.map(({ id }) => id).sort());
  assert.equal(new Set(both.clips.map(({ speaker }) => speaker)).size, 8);
  for (const clip of both.clips) {
    const origin = originOf(clip);
    assert(clip.speaker.startsWith(`${origin}/speaker`) && clip.text.startsWith(`${origin}/text`));
    const source = [first, second].find(({ id }) => id === origin)!;
    const before = source.clips.find(({ id }) => clip.id === `${origin}/${id}`)!;
    assert.equal(emotionName(before.label), clip.label);
    assert.equal(before.path, clip.path);
  }
});

Deno.test("what is unknown stays unknown", () => {
  const silent = { ...first, clips: first.clips.map((clip) => ({ ...clip, speaker: "" })) };
  const { clips } = combineCorpora([silent, second]);
  assert(
    clips.some(({ speaker }) => speaker === "") && clips.some(({ speaker }) => speaker !== ""),
  );
});

const wrong: [string, Corpus[], RegExp][] = [
  ["one corpus", [first], /two or more different corpora, but found one$/],
  ["a corpus twice", [first, first], /different corpora, but found one, one/],
  ["other kinds", [first, { ...second, kind: "images" }], /but they are audio and images/],
  ["tables", [first, { ...second, kind: "features" }], /but they are audio and features/],
  [
    "one shared class",
    [first, named("two", ["sad", "bored"])],
    /two or more classes, but found sad/,
  ],
  ["no shared class", [first, named("two", ["awe", "bored"])], /classes, but found none/],
];
for (const [what, corpora, message] of wrong) {
  Deno.test(`combineCorpora refuses ${what}`, () => {
    assert.throws(() => combineCorpora(corpora), { name: "UserError", message });
  });
}

Deno.test("B05: a clip of the trained corpora that is in the tested one is not trained on", () => {
  const [original, copied] = [first, second].map(({ clips }) =>
    clips.find(({ label }) => label === "happy" || label === "happiness")!
  );
  const { sha256 } = original;
  const marked = second.clips.map((clip) => clip === copied ? { ...clip, sha256 } : clip);
  const both = combineCorpora([first, { ...second, clips: marked }]);
  const { train, validation, test } = splitCorpus(both, { protocol: "crossCorpus", seed: 4 });
  const copy = `one/${original.id}`;
  assert.ok(test.includes(`two/${copied.id}`));
  assert.ok(!train.includes(copy) && !validation.includes(copy));
});

Deno.test("crossCorpus tests on one corpus and trains and validates on the others", () => {
  const both = combineCorpora([first, second]);
  const folds = splitFolds(both, "crossCorpus");
  assert.deepEqual(folds, ["two", "one"]);
  for (const fold of folds) {
    const split = splitCorpus(both, { protocol: "crossCorpus", seed: 4, fold });
    const origins = (ids: string[]) => new Set(ids.map((id) => originOf({ id })));
    assert.deepEqual(origins(split.test), new Set([fold]));
    assert(!origins([...split.train, ...split.validation]).has(fold));
    const count = split.train.length + split.validation.length + split.test.length;
    assert.equal(count, both.clips.length);
    // Three of four speakers train, one validates.
    assert.equal(split.validation.length, split.train.length / 3);
  }
  assert.deepEqual(
    splitCorpus(both, { protocol: "crossCorpus", seed: 4 }),
    splitCorpus(both, { protocol: "crossCorpus", seed: 4, fold: "two" }),
  );
});

Deno.test("crossCorpus refuses a single corpus, and a corpus that is not in the combination", () => {
  assert.throws(() => originsOf(first), /corpora joined by \+, such as turev\+tess, .* found one/);
  const both = combineCorpora([first, second]);
  assert.throws(
    () => splitCorpus(both, { protocol: "crossCorpus", seed: 1, fold: "three" }),
    /one of the corpora one, two, but found three/,
  );
});

realDataTest("TurEV-DB and TESS are found as one, by their ids joined", "TurEV-DB", async () => {
  const corpus = await requireCorpus("turev+tess", { dataRoot: realDataRoot, quiet: true });
  assert.deepEqual(corpus.classes, ["angry", "happy", "sad"]);
  assert.equal(corpus.clips.length, 487 + 357 + 483 + 399 + 400 + 399);
});

Deno.test("a combination of which one is missing says how to get that one", async () => {
  const dataRoot = await Deno.makeTempDir();
  try {
    await assert.rejects(
      requireCorpus("synthetic+tess", { dataRoot, quiet: true }),
      /^UserError: Expected the data of TESS at .*TESS, but found none/,
    );
    await assert.rejects(
      requireCorpus("synthetic+", { dataRoot, quiet: true }),
      /but found nothing$/,
    );
  } finally {
    await Deno.remove(dataRoot, { recursive: true });
  }
});
