import assert from "node:assert/strict";
import { madeCorpus } from "../testing/made_corpus.ts";
import { untestedClasses, untestedNote } from "./untested_classes.ts";

Deno.test("classes that the test part lacks are named, in the corpus's order", () => {
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
