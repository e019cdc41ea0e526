import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { adaptRuns } from "./adapt_runs.ts";
import { heldOutClips, heldOutMetrics, withoutHeldOut } from "./held_out_clips.ts";
import { planRun } from "./plan_run.ts";
import { readPredictions } from "./read_predictions.ts";
import { trainRun } from "./train_run.ts";

Deno.test("whole texts are held out, as many as were asked for, the same ones each time", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 8, takes: 2 });
  const ofSpeaker = corpus.clips.filter(({ speaker }) => speaker === corpus.clips[0].speaker);
  const ids = ofSpeaker.map(({ id }) => id);
  const held = heldOutClips(corpus, ids, { share: 0.5, seed: 1 });
  assert.equal(held.size, ids.length / 2);
  assert.ok([...held].every((id) => ids.includes(id)));
  const texts = (isHeld: boolean) =>
    new Set(ofSpeaker.filter(({ id }) => held.has(id) === isHeld).map(({ text }) => text));
  assert.ok(texts(true).isDisjointFrom(texts(false)));
  assert.deepEqual(heldOutClips(corpus, ids, { share: 0.5, seed: 1 }), held);
  assert.notDeepEqual(heldOutClips(corpus, ids, { share: 0.5, seed: 2 }), held);
});

Deno.test("without texts it is clips that are held out", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 1, texts: 2, takes: 5 });
  const clips = corpus.clips.map((clip) => ({ ...clip, text: "" }));
  const ids = clips.map(({ id }) => id);
  assert.equal(heldOutClips({ ...corpus, clips }, ids, { share: 0.3, seed: 1 }).size, 6);
});

Deno.test("opinions of the others keep their probabilities", () => {
  const opinions = {
    ids: ["a", "b", "c"],
    classes: ["x", "y"],
    probabilities: Float64Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7),
  };
  const { ids, probabilities } = withoutHeldOut(opinions, new Set(["b"]));
  assert.deepEqual([ids, [...probabilities]], [["a", "c"], [0.1, 0.9, 0.3, 0.7]]);
});

Deno.test("held-out clips teach nothing, and are tested apart", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const changes = { features: { fftSize: 64 }, training: { epochs: 2 } };
    const plan = { corpus: "synthetic", model: "voiceFunctionals" as const, changes, quiet: true };
    const config = await planRun({ ...plan, protocol: "speaker", fold: "low" });
    const teacher = await trainRun(config, options);
    const corpus = await requireCorpus("synthetic", options);
    assert.equal(await heldOutMetrics(teacher, corpus), undefined);
    for (const clusters of [false, true]) {
      const how = { ...options, shares: [1], heldOut: 0.5, clusters };
      const [adapted] = await adaptRuns([teacher.folder], config, how);
      assert.equal(adapted.config.pseudoLabelled!.heldOut, 0.5);
      const { ids, labels, probabilities, classes } = await readPredictions(adapted.folder);
      const held = heldOutClips(corpus, ids, { share: 0.5, seed: config.seed });
      const kept = JSON.parse(await Deno.readTextFile(`${adapted.folder}/pseudo_labels.json`));
      assert.equal(kept.ids.length, ids.length - held.size);
      assert.ok(kept.ids.every((id: string) => !held.has(id)));
      const metrics = (await heldOutMetrics(adapted, corpus))!;
      const hits = [...ids.keys()].filter((row) => {
        const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
        return held.has(ids[row]) && own.indexOf(Math.max(...own)) === labels[row];
      });
      assert.equal(metrics.count, held.size);
      assert.equal(metrics.accuracy, hits.length / held.size);
      const card = await Deno.readTextFile(`${adapted.folder}/model_card.md`);
      assert.match(card, /adapted to these very clips but about 50(\.0)? % of them, without/);
    }
  });
});
