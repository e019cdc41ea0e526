import assert from "node:assert/strict";
import { madeCorpus } from "../testing/made_corpus.ts";
import { alsoInTraining } from "./also_in_training.ts";

const corpus = madeCorpus({ classes: 1, speakers: 2, texts: 2, takes: 1 });
const split = { corpus: "made", protocol: "paper", seed: 1, fold: "" } as const;
const id = (speaker: number, text: number) => `class0/speaker${speaker}/text${text}/take0`;

Deno.test("counts test clips whose speaker or text was heard in training", () => {
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
