import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { adaptRuns } from "./adapt_runs.ts";
import { clusterOpinions } from "./cluster_opinions.ts";
import { planRun } from "./plan_run.ts";
import { predictionsHash } from "./pseudo_labels.ts";
import { readPredictions } from "./read_predictions.ts";
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
    const config = await planRun({
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
    const config = await planRun({ ...plan, protocol: "speaker", fold: "low" });
    const teacher = await trainRun(config, options);
    const { opinions, trainingPurity } = await clusterOpinions([teacher.folder], options);
    assert.ok(trainingPurity! > 0 && trainingPurity! <= 1);
    const [first] = await adaptRuns([teacher.folder], config, {
      ...options,
      ...{ shares: [1], clusters: true },
    });
    assert.equal(first.config.pseudoLabelled!.from, predictionsHash(opinions));
    const random = await trainRun(await planRun(plan), options);
    await assert.rejects(clusterOpinions([random.folder], options), {
      message: /Expected runs of the speaker protocol to look for a speaker's clusters/,
    });
  });
});

Deno.test("runs of one seed have one split, and by weightsSeed networks of their own", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const plan = { corpus: "synthetic", model: "denseFunctionals" as const, quiet: true };
    const ofMember = async (weightsSeed?: number) => {
      const config = await planRun({ ...plan, changes: { ...changes, weightsSeed } });
      const { folder } = await trainRun(config, { runsFolder, quiet: true });
      return await readPredictions(folder);
    };
    const [own, second, third] = [await ofMember(), await ofMember(2), await ofMember(3)];
    assert.deepEqual([second.ids, third.ids], [own.ids, own.ids]);
    assert.notDeepEqual(second.probabilities, third.probabilities);
    assert.notDeepEqual(own.probabilities, second.probabilities);
  });
});
