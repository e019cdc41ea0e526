import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../base/user_error.ts";
import { type Clip, type Corpus, type Protocol, protocols, type Split } from "../corpus.ts";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { utteranceKey } from "./held_out_splits.ts";
import {
  alsoInTraining,
  splitCorpus,
  splitFolds,
  untestedClasses,
  untestedNote,
} from "./split_corpus.ts";
import { splitHash } from "./split_file.ts";

const PARTS = ["train", "validation", "test"] as const;

/** Corpora with enough of everything for every protocol. */
const corpora = fc.record({
  classes: fc.integer({ min: 2, max: 4 }),
  speakers: fc.integer({ min: 2, max: 6 }),
  texts: fc.integer({ min: 3, max: 12 }),
  takes: fc.integer({ min: 2, max: 3 }),
}).map(madeCorpus);
const seeds = fc.integer({ min: 0, max: 1_000_000 });

/** Which parts hold a clip with each value of `key`. */
function sides(corpus: Corpus, split: Split, key: (clip: Clip) => string): Set<string>[] {
  const byId = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  return PARTS.map((part) => new Set(split[part].map((id) => key(byId.get(id)!))));
}

function assertApart(sets: Set<string>[], what: string) {
  for (const [at, set] of sets.entries()) {
    for (const other of sets.slice(at + 1)) {
      assert(set.isDisjointFrom(other), `${what} on two sides: ${[...set.intersection(other)]}`);
    }
  }
}

/** Of a combination of corpora alone, and one that leaves clips out: tested beside their code. */
const others: Protocol[] = ["crossCorpus", "speakerTextFolds", "emobox", "published"];

for (const protocol of protocols.filter((name) => !others.includes(name))) {
  Deno.test(`${protocol}: every clip is in one part, and no part is empty`, () => {
    fc.assert(
      fc.property(corpora, seeds, (corpus, seed) => {
        for (const fold of splitFolds(corpus, protocol)) {
          const split = splitCorpus(corpus, { protocol, seed, fold });
          assertApart(sides(corpus, split, (clip) => clip.id), "a clip");
          const all = PARTS.flatMap((part) => split[part]);
          assert.deepEqual(all.sort(), corpus.clips.map((clip) => clip.id));
          assert(PARTS.every((part) => split[part].length > 0));
          assert.equal(split.fold, fold);
        }
      }),
      { numRuns: 40 },
    );
  });

  Deno.test(`${protocol}: a seed fixes the split, another one gives another`, () => {
    const corpus = madeCorpus({ classes: 3, speakers: 5, texts: 8, takes: 2 });
    const split = splitCorpus(corpus, { protocol, seed: 5 });
    assert.deepEqual(splitCorpus(corpus, { protocol, seed: 5 }), split);
    const hashes = [1, 2, 3, 4, 5].map((seed) =>
      splitHash(splitCorpus(corpus, { protocol, seed }))
    );
    assert(new Set(hashes).size >= 3, "seeds make no difference");
  });
}

const apart: [Protocol, string, (clip: Clip) => string][] = [
  ["text", "a text", (clip) => clip.text],
  ["repetition", "an utterance", utteranceKey],
];
for (const [protocol, what, key] of apart) {
  Deno.test(`${protocol}: ${what} is held out`, () => {
    fc.assert(fc.property(corpora, seeds, (corpus, seed) => {
      assertApart(sides(corpus, splitCorpus(corpus, { protocol, seed }), key), what);
    }));
  });
}

Deno.test("speaker: the tested speaker is nowhere else, and all of that speaker is tested", () => {
  fc.assert(fc.property(corpora, seeds, (corpus, seed) => {
    for (const fold of splitFolds(corpus, "speaker")) {
      const split = splitCorpus(corpus, { protocol: "speaker", seed, fold });
      const [train, validation, test] = sides(corpus, split, (clip) => clip.speaker);
      assert.deepEqual([...test], [fold]);
      assert(!train.has(fold) && !validation.has(fold));
      assert.equal(split.test.length, corpus.clips.filter((clip) => clip.speaker === fold).length);
    }
  }));
});

Deno.test("speaker: with three speakers to spare one validates, else words are kept apart", () => {
  fc.assert(fc.property(corpora, seeds, (corpus, seed) => {
    const split = splitCorpus(corpus, { protocol: "speaker", seed });
    const speakers = new Set(corpus.clips.map((clip) => clip.speaker)).size;
    const key = (clip: Clip) => speakers >= 4 ? clip.speaker : clip.text;
    const [train, validation] = sides(corpus, split, key);
    assert(train.isDisjointFrom(validation));
  }));
});

Deno.test("speaker: who validates has every class, where someone has", () => {
  const corpus = madeCorpus({ classes: 3, speakers: 5, texts: 2, takes: 1 });
  const poor = ["speaker1", "speaker2", "speaker3"];
  corpus.clips = corpus.clips.filter((clip) =>
    clip.label !== "class2" || !poor.includes(clip.speaker)
  );
  for (let seed = 0; seed < 10; seed++) {
    const split = splitCorpus(corpus, { protocol: "speaker", seed, fold: "speaker0" });
    assert.deepEqual([...sides(corpus, split, (clip) => clip.speaker)[1]], ["speaker4"]);
  }
});

Deno.test("paper: other sizes take floors of a quarter and a tenth", () => {
  const corpus = madeCorpus({ classes: 1, speakers: 1, texts: 39, takes: 1 });
  const { train, validation, test } = splitCorpus(corpus, { protocol: "paper", seed: 1 });
  assert.deepEqual([train.length, validation.length, test.length], [27, 3, 9]);
});

const published: [string, number, [number, number, number]][] = [
  ["turev", 1735, [1129, 173, 433]],
  ["anad", 1383, [900, 138, 345]],
  ["banglaser", 1467, [955, 146, 366]],
  ["tess", 2798, [1431, 219, 549]],
  ["tess", 2000, [1300, 200, 500]],
];
for (const [id, size, expected] of published) {
  Deno.test(`paper: ${size} clips of ${id} give the counts ${expected}`, () => {
    const made = madeCorpus({ classes: 1, speakers: 1, texts: size, takes: 1 });
    const split = splitCorpus({ ...made, id }, { protocol: "paper", seed: 9 });
    assert.deepEqual(PARTS.map((part) => split[part].length), expected);
  });
}

const refused: [string, Protocol, Partial<Clip>, RegExp][] = [
  ["an unknown speaker", "speaker", { speaker: "" }, /to name its speaker/],
  ["one speaker", "speaker", { speaker: "a" }, /two or more speakers .* found 1/],
  ["an unknown text", "text", { text: "" }, /to name its text/],
  ["one text", "text", { text: "a" }, /three or more texts, .* found 1/],
  ["an unknown take", "repetition", { repetition: "" }, /to name its take/],
  ["one take", "repetition", { repetition: "1" }, /more than one take/],
];
for (const [what, protocol, change, message] of refused) {
  Deno.test(`${protocol}: refuses a corpus with ${what}`, () => {
    const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
    corpus.clips = corpus.clips.map((clip) => ({ ...clip, ...change }));
    assert.throws(() => splitCorpus(corpus, { protocol, seed: 1 }), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("paper: refuses a corpus too small for a validation set", () => {
  const corpus = madeCorpus({ classes: 3, speakers: 1, texts: 3, takes: 1 });
  assert.throws(() => splitCorpus(corpus, { protocol: "paper", seed: 1 }), {
    name: "UserError",
    message: "Expected at least 10 clips in made for the paper split, but found 9",
  });
});

Deno.test("text: a text that holds nearly all clips trains, or the draw is refused", () => {
  const corpus = madeCorpus({ classes: 1, speakers: 1, texts: 1, takes: 10 });
  corpus.clips.forEach((clip, at) => clip.text = at < 8 ? "large" : `small${at}`);
  const outcomes = Array.from({ length: 20 }, (_, seed) => {
    try {
      const { train, validation, test } = splitCorpus(corpus, { protocol: "text", seed });
      assert(train.length && validation.length && test.length, `seed ${seed}`);
      return "split";
    } catch (error) {
      assert(error instanceof UserError);
      return error.message;
    }
  });
  assert.deepEqual([...new Set(outcomes)].sort(), [
    "Expected Made to leave texts for training, but test and validation took all",
    "split",
  ]);
});

Deno.test("splitCorpus refuses a fold that is no speaker, or where there are none", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
  const split = (protocol: Protocol) => () => splitCorpus(corpus, { protocol, seed: 1, fold: "x" });
  assert.throws(split("speaker"), /a speaker of Made \(speaker0, speaker1, speaker2\).* found x/);
  assert.throws(split("paper"), /no fold for the paper protocol, but found x/);
  assert.throws(() => splitFolds(corpus, "speaker", 3), /no number of folds for the speaker/);
});

realDataTest("TurEV-DB's real speakers and words are kept apart", "TurEV-DB", async () => {
  const corpus = await requireCorpus("turev", { dataRoot: realDataRoot });
  assert.equal(splitFolds(corpus, "speaker").length, 6);
  for (const fold of splitFolds(corpus, "speaker")) {
    const split = splitCorpus(corpus, { protocol: "speaker", seed: 1, fold });
    assertApart(sides(corpus, split, (clip) => clip.speaker), "a speaker");
    // Speaker 1157 has no calm and no happy clips and so never validates.
    assert.equal(sides(corpus, split, (clip) => clip.label)[1].size, 4);
  }
  const split = splitCorpus(corpus, { protocol: "text", seed: 1 });
  assertApart(sides(corpus, split, (clip) => clip.text), "a word");
  assert(Math.abs(split.test.length / corpus.clips.length - 0.25) < 0.01);
});

const corpus = madeCorpus({ classes: 1, speakers: 2, texts: 2, takes: 1 });
const split = { corpus: "made", protocol: "paper", seed: 1, fold: "" } as const;
const id = (speaker: number, text: number) => `class0/speaker${speaker}/text${text}/take0`;

Deno.test("counts test clips whose speaker or text is in the training set", () => {
  const train = [id(0, 0)];
  const shares = (...test: string[]) =>
    alsoInTraining(corpus, { ...split, train, validation: [], test });
  assert.deepEqual(shares(id(0, 1)), { speaker: 1, text: 0 });
  assert.deepEqual(shares(id(1, 0)), { speaker: 0, text: 1 });
  assert.deepEqual(shares(id(0, 1), id(1, 0), id(1, 1)), { speaker: 1 / 3, text: 1 / 3 });
});

Deno.test("what the corpus does not tell has no share", () => {
  const clips = corpus.clips.map((clip) => ({ ...clip, speaker: "" }));
  const train = [id(0, 0)];
  const test = [id(1, 0)];
  const shares = alsoInTraining({ ...corpus, clips }, { ...split, train, validation: [], test });
  assert.deepEqual(shares, { speaker: null, text: 1 });
});

Deno.test("classes that the test set lacks are named, in the corpus's order", () => {
  const corpus = madeCorpus({ classes: 3, speakers: 2, texts: 2, takes: 1 });
  const split = { corpus: corpus.id, protocol: "speaker" as const, seed: 1, fold: "a" };
  const ids = corpus.clips.map(({ id }) => id);
  const [first, ...others] = corpus.classes;
  const test = corpus.clips.filter(({ label }) => label === first).map(({ id }) => id);
  const part = { ...split, train: [], validation: [], test };
  assert.deepEqual(untestedClasses(corpus, part), others);
  assert.match(untestedNote(corpus, part), new RegExp(`no clips of ${others.join(", ")}: `));
  assert.equal(untestedNote(corpus, { ...part, test: ids }), "");
  assert.deepEqual(untestedClasses(corpus, { ...part, test: [] }), []);
});
