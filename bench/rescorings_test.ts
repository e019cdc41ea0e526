import assert from "node:assert/strict";
import type { Corpus } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { realDataRoot, realDataTest } from "../src/data/testing/real_data.ts";
import { rescorings } from "./rescorings.ts";

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
