import assert from "node:assert/strict";
import type { Corpus } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { realDataRoot, realDataTest } from "../src/data/testing/real_data.ts";
import { evaluatePredictions } from "../src/metrics/evaluate_predictions.ts";
import type { Predictions } from "../src/train/predictions.ts";
import { rescored, rescorings } from "./rescorings.ts";

Deno.test("recordings and generated pictures are scored in no other way", async () => {
  const corpus = { id: "x", kind: "audio", synthetic: false, clips: [] } as unknown as Corpus;
  assert.deepEqual(await rescorings(corpus), []);
  assert.deepEqual(await rescorings({ ...corpus, kind: "images", synthetic: true }), []);
});

realDataTest("FER2013: without copies, and by FER+'s votes", "FER2013", async () => {
  const corpus = await requireCorpus("fer2013", { dataRoot: realDataRoot, quiet: true });
  const [apart, votes] = await rescorings(corpus, true);
  assert.deepEqual([apart.suffix, votes.suffix], [", no copies", ", FER+ labels"]);
  const tested = corpus.clips.filter(({ part }) => part === "test");
  const kept = tested.filter(({ id }) => apart.labels.has(id));
  assert.ok(kept.length > 3200 && kept.length < tested.length, String(kept.length));
  assert.ok(kept.every(({ id, label }) => apart.labels.get(id) === label));
  assert.equal(tested.filter(({ id }) => votes.labels.has(id)).length, 3137);
});

Deno.test("only clips with a label count, by that label", () => {
  const classes = ["angry", "happy"];
  const ids = ["a", "b", "c", "d"];
  const labels = [0, 0, 1, 1];
  const probabilities = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4);
  const predictions = { ids, classes, labels, probabilities };
  const rescore = (own: Predictions, by: Parameters<typeof rescored>[1]) => {
    const { ids, labels, classes, probabilities } = rescored(own, by);
    assert.equal(ids.length, labels.length);
    return evaluatePredictions(probabilities, labels, classes);
  };
  const own = rescore(predictions, {
    labels: new Map(ids.map((id, row) => [id, classes[labels[row]]])),
  });
  assert.deepEqual([own.count, own.accuracy], [4, 0.5]);
  const other = rescore(predictions, {
    labels: new Map([["b", "happy"], ["c", "happy"], ["d", "happy"], ["elsewhere", "angry"]]),
  });
  assert.deepEqual([other.count, other.accuracy], [3, 2 / 3]);
});
