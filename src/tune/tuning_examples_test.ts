/** The test part must not reach tuning: whatever it holds, every trial is the same. */
import assert from "node:assert/strict";
import type { Corpus, Split } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { madeConfig, madeSubject } from "./testing/made_subject.ts";
import { trainTrial } from "./train_trial.ts";
import { tuningExamples } from "./tuning_examples.ts";

const features = { ...defaultFeatures, sampleRateHz: 16_000, fftSize: 64, frames: 16 };

/** A fifth of the generated corpus, in the paper's parts. */
async function smallCorpus(): Promise<{ corpus: Corpus; split: Split }> {
  const whole = await requireCorpus("synthetic", { quiet: true });
  const corpus = { ...whole, clips: whole.clips.filter((_, index) => index % 5 === 0) };
  return { corpus, split: splitCorpus(corpus, { protocol: "paper", seed: 1 }) };
}

/** The same corpus whose test clips have other labels and files that cannot be read. */
function poison(corpus: Corpus, { test }: Split): Corpus {
  const clips = corpus.clips.map((clip) =>
    test.includes(clip.id)
      ? { ...clip, label: corpus.classes[0], path: "/nowhere/poison.wav", sha256: "poison" }
      : clip
  );
  return { ...corpus, clips };
}

Deno.test("a trial does not read the test part: poisoned, it changes nothing", async () => {
  await selectEngine();
  const { corpus, split } = await smallCorpus();
  assert.ok(split.test.length > 10);
  const load = (of: Corpus) => tuningExamples(of, split, features, { quiet: true, cache: false });
  const [clean, poisoned] = [await load(corpus), await load(poison(corpus, split))];
  assert.deepEqual(poisoned, clean);
  assert.deepEqual(Object.keys(clean).sort(), ["classes", "train", "validation"]);
  const seen = [...clean.train.ids, ...clean.validation.ids];
  assert.equal(seen.length, split.train.length + split.validation.length);
  assert.ok(!seen.some((id) => split.test.includes(id)));

  const subject = {
    ...madeSubject,
    config: {
      ...madeConfig,
      features,
      network: { kind: "emotionUnet" as const, filters: filters(4), denseUnits: 4 },
    },
    epochsLimit: 2,
  };
  const named = [1, 2, 3, 4, 5, 6].map((block) => [`filters${block}`, 4]);
  const training = { learningRate: 0.01, epochs: 2, batchSize: 16, denseUnits: 8 };
  const parameters = { ...training, ...Object.fromEntries(named) };
  const context = {
    report: () => Promise.resolve(false),
    signal: new AbortController().signal,
  };
  const outcomes = [];
  for (const examples of [clean, poisoned]) {
    const outcome = await trainTrial({ number: 0, parameters, subject }, examples, context);
    assert(outcome.state === "finished");
    outcomes.push(outcome.value);
  }
  assert.equal(outcomes[0], outcomes[1]);
});

function filters(count: number): [number, number, number, number, number, number] {
  return [count, count, count, count, count, count];
}

Deno.test("loading the whole split would have noticed the poison", async () => {
  const { corpus, split } = await smallCorpus();
  const revealed = { ...split, train: [...split.train, ...split.test] };
  const poisoned = poison(corpus, split);
  await assert.rejects(tuningExamples(poisoned, revealed, features, { quiet: true, cache: false }));
});
