import assert from "node:assert/strict";
import fc from "fast-check";
import type { Clip, Corpus } from "../corpus.ts";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { type FoldProtocol, groupedFolds, groupedFoldSplit } from "./grouped_folds.ts";

const PARTS = ["train", "validation", "test"] as const;
type Field = "speaker" | "text";

const corpora = fc.record({
  classes: fc.integer({ min: 2, max: 3 }),
  speakers: fc.integer({ min: 4, max: 7 }),
  texts: fc.integer({ min: 8, max: 12 }),
  takes: fc.constant(1),
}).map(madeCorpus);
const seeds = fc.integer({ min: 0, max: 1_000_000 });

/** The speakers, or texts, of each part. */
function sides({ clips }: Corpus, ids: string[][], field: Field): Set<string>[] {
  const values = new Map(clips.map((clip: Clip) => [clip.id, clip[field]]));
  return ids.map((part) => new Set(part.map((id) => values.get(id)!)));
}

const heldApart: [FoldProtocol, Field[]][] = [
  ["speakerFolds", ["speaker"]],
  ["textFolds", ["text"]],
  ["speakerTextFolds", ["speaker", "text"]],
];
for (const [protocol, fields] of heldApart) {
  Deno.test(`${protocol}: what is tested is in no other part, in any fold`, () => {
    fc.assert(
      fc.property(corpora, seeds, fc.integer({ min: 2, max: 4 }), (corpus, seed, count) => {
        for (const fold of groupedFolds(corpus, protocol, count)) {
          const split = groupedFoldSplit(corpus, { protocol, seed, fold });
          const ids = PARTS.map((part) => split[part]);
          assert(ids.every((part) => part.length > 0));
          assert.equal(new Set(ids.flat()).size, ids.flat().length);
          for (const field of fields) {
            const [train, validation, test] = sides(corpus, ids, field);
            assert(test.isDisjointFrom(train) && test.isDisjointFrom(validation), field);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
}

for (const protocol of ["speakerFolds", "textFolds"] as const) {
  Deno.test(`${protocol}: over all folds every clip is tested once, in about equal parts`, () => {
    fc.assert(fc.property(corpora, seeds, (corpus, seed) => {
      const folds = groupedFolds(corpus, protocol, 4);
      const tests = folds.map((fold) => groupedFoldSplit(corpus, { protocol, seed, fold }).test);
      assert.deepEqual(tests.flat().sort(), corpus.clips.map(({ id }) => id).sort());
      // Groups are equally large here: no fold has more than one group above another.
      const field = protocol === "textFolds" ? "text" : "speaker";
      const sizes = sides(corpus, tests, field).map((names) => names.size);
      assert(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
    }));
  });
}

Deno.test("speakerTextFolds: what shares a speaker or a text with the test is left out", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 6, texts: 9, takes: 1 });
  const split = groupedFoldSplit(corpus, { protocol: "speakerTextFolds", seed: 3, fold: "2of3" });
  // A third of the speakers and a third of the texts: 1/9 is tested, 4/9 have neither.
  assert.equal(split.test.length, corpus.clips.length / 9);
  assert.equal(split.train.length + split.validation.length, (4 * corpus.clips.length) / 9);
});

Deno.test("large groups are dealt first, so that folds come out even", () => {
  const made = madeCorpus({ classes: 1, speakers: 6, texts: 12, takes: 1 });
  const shares: Record<string, number> = { speaker0: 12, speaker1: 9, speaker2: 8, speaker3: 4 };
  const clips = made.clips.filter(({ speaker, text }) =>
    Number(text.slice(4)) < (shares[speaker] ?? 3)
  );
  const sizes = groupedFolds({ ...made, clips }, "speakerFolds", 3).map((fold) =>
    groupedFoldSplit({ ...made, clips }, { protocol: "speakerFolds", seed: 1, fold }).test.length
  );
  assert.deepEqual(sizes.sort(), [12, 12, 15]);
});

Deno.test("there are five folds, or as many as speakers; the first one is the default", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 8, takes: 1 });
  assert.deepEqual(groupedFolds(corpus, "speakerFolds"), ["1of3", "2of3", "3of3"]);
  assert.equal(groupedFolds(corpus, "textFolds").length, 5);
  assert.equal(groupedFolds(corpus, "speakerTextFolds").length, 3);
  const choice = { protocol: "textFolds", seed: 2 } as const;
  const first = groupedFoldSplit(corpus, { ...choice, fold: "1of5" });
  assert.deepEqual(groupedFoldSplit(corpus, choice), first);
  assert.notDeepEqual(groupedFoldSplit(corpus, { ...choice, seed: 3 }).test, first.test);
});

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 8, takes: 1 });
for (const fold of ["x", "0of3", "4of3", "1of1", "1of4"]) {
  Deno.test(`the fold ${fold} of three speakers is refused`, () => {
    assert.throws(
      () => groupedFoldSplit(corpus, { protocol: "speakerFolds", seed: 1, fold }),
      /^UserError: Expected (the fold to be named such as 2of5|2 to 3 folds of Made)/,
    );
  });
}

Deno.test("unknown speakers and single texts are refused", () => {
  const changed = (change: Partial<Clip>): Corpus => {
    return { ...corpus, clips: corpus.clips.map((clip) => ({ ...clip, ...change })) };
  };
  assert.throws(
    () => groupedFolds(changed({ speaker: "" }), "speakerTextFolds"),
    /every clip of Made to name its speaker for the speakerTextFolds protocol/,
  );
  assert.throws(
    () => groupedFolds(changed({ text: "a" }), "textFolds"),
    /two or more texts for the textFolds protocol, but found 1/,
  );
});

realDataTest(
  "TurEV-DB: five folds of speakers and words each test some of all",
  "TurEV-DB",
  async () => {
    const turev = await requireCorpus("turev", { dataRoot: realDataRoot });
    const folds = groupedFolds(turev, "speakerTextFolds");
    assert.equal(folds.length, 5);
    for (const fold of folds) {
      const { train, test } = groupedFoldSplit(turev, {
        protocol: "speakerTextFolds",
        seed: 1,
        fold,
      });
      assert(test.length > 30 && train.length > 700, `${fold}: ${train.length}, ${test.length}`);
    }
  },
);
