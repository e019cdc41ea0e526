import assert from "node:assert/strict";
import { join } from "node:path";
import { requireCorpus } from "../data/find_corpus.ts";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import {
  adaptRuns,
  clusterPredictions,
  heldOutClips,
  heldOutMetrics,
  withoutHeldOut,
} from "./adapt_runs.ts";
import { planRun } from "./plan_run.ts";
import { readPredictions } from "./predictions.ts";
import { predictionsHash } from "./pseudo_labels.ts";
import { trainRun } from "./train_run.ts";

const changes = {
  features: { sampleRateHz: 16_000, fftSize: 64, melBins: 8 },
  network: { units: [8] },
  training: { epochs: 3, earlyStopping: { patience: 3 } },
};

Deno.test("each round learns from what the round before it says, and is not run again", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const { config } = await planRun({
      ...{ corpus: "synthetic", model: "denseFunctionals", protocol: "speaker" as const },
      ...{ fold: "low", changes, quiet: true },
    });
    const teacher = await trainRun(config, options);
    const shares = [0.5, 1];
    const [first, second] = await adaptRuns([teacher.folder], config, { ...options, shares });
    // The clips are at hand, so that the teacher knows how their speaker sounds.
    const { predictions } = teacher.metrics.lines.find((own) => own.knowledge === "unlabelled")!;
    const from = predictionsHash(await readPredictions(teacher.folder, predictions));
    assert.deepEqual(first.config.pseudoLabelled, { from, share: 0.5, repeats: 3 });
    const { from: next } = second.config.pseudoLabelled!;
    assert.equal(next, predictionsHash(await readPredictions(first.folder)));
    const kept = JSON.parse(await Deno.readTextFile(join(second.folder, "pseudo_labels.json")));
    assert.equal(kept.ids.length, second.metrics.count);
    const card = await Deno.readTextFile(join(second.folder, "model_card.md"));
    assert.match(card, /Transductive: the network was adapted to these very clips/);
    // The same again reads what is finished; without its teacher a new run knows nothing to learn.
    const again = await adaptRuns([teacher.folder], config, { ...options, shares });
    assert.deepEqual(again.map(({ folder }) => folder), [first.folder, second.folder]);
    await assert.rejects(
      trainRun(first.config, { ...options, runsFolder: join(runsFolder, "other") }),
      /^UserError: Expected the predictions that the run/,
    );
    await assert.rejects(adaptRuns([teacher.folder], config, { ...options, shares: [] }), {
      message: "Expected at least one round, but found none",
    });
  });
});

Deno.test("the first round may learn from the speaker's clusters", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const plan = { corpus: "synthetic", model: "denseFunctionals" as const, changes, quiet: true };
    const { config } = await planRun({ ...plan, protocol: "speaker", fold: "low" });
    const teacher = await trainRun(config, options);
    const { predictions, trainingPurity } = await clusterPredictions([teacher.folder], options);
    assert.ok(trainingPurity! > 0 && trainingPurity! <= 1);
    const [first] = await adaptRuns([teacher.folder], config, {
      ...options,
      ...{ shares: [1], clusters: true },
    });
    assert.equal(first.config.pseudoLabelled!.from, predictionsHash(predictions));
    const random = await trainRun((await planRun(plan)).config, options);
    await assert.rejects(clusterPredictions([random.folder], options), {
      message: /Expected runs of the speaker protocol to look for a speaker's clusters/,
    });
  });
});

Deno.test("runs of one seed have one split, and by weightsSeed networks of their own", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const plan = { corpus: "synthetic", model: "denseFunctionals" as const, quiet: true };
    const ofMember = async (weightsSeed?: number) => {
      const { config } = await planRun({ ...plan, changes: { ...changes, weightsSeed } });
      const { folder } = await trainRun(config, { runsFolder, quiet: true });
      return await readPredictions(folder);
    };
    const [own, second, third] = [await ofMember(), await ofMember(2), await ofMember(3)];
    assert.deepEqual([second.ids, third.ids], [own.ids, own.ids]);
    assert.notDeepEqual(second.probabilities, third.probabilities);
    assert.notDeepEqual(own.probabilities, second.probabilities);
  });
});

Deno.test("whole texts are held out, as many as were requested, the same ones each time", () => {
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

Deno.test("predictions of the others keep their probabilities", () => {
  const predictions = {
    ids: ["a", "b", "c"],
    classes: ["x", "y"],
    probabilities: Float64Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7),
  };
  const { ids, probabilities } = withoutHeldOut(predictions, new Set(["b"]));
  assert.deepEqual([ids, [...probabilities]], [["a", "c"], [0.1, 0.9, 0.3, 0.7]]);
});

Deno.test("held-out clips teach nothing, and are tested apart", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const changes = { features: { fftSize: 64 }, training: { epochs: 2 } };
    const plan = { corpus: "synthetic", model: "voiceFunctionals" as const, changes, quiet: true };
    const { config } = await planRun({ ...plan, protocol: "speaker", fold: "low" });
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
