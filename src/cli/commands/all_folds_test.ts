/** `evaluate`, `ensemble` and `adapt` over all folds of a protocol. */
import assert from "node:assert/strict";
import { requireCorpus } from "../../data/find_corpus.ts";
import { splitFolds } from "../../data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { evaluatePredictions } from "../../metrics/evaluate_predictions.ts";
import { ensembleRuns } from "../../train/ensemble_runs.ts";
import { planRun } from "../../train/plan_run.ts";
import { togetherPredicted } from "../../train/predictions.ts";
import { trainRun } from "../../train/train_run.ts";
import { runProgram } from "../testing/run_program.ts";

const changes = {
  features: { fftSize: 64, melBins: 8 },
  network: { units: [8] },
  training: { epochs: 2, earlyStopping: { patience: 2 } },
};

Deno.test("evaluate, ensemble and adapt take all folds together, and tell speakers apart", async () => {
  await selectEngine();
  const corpus = await requireCorpus("synthetic");
  const folds = splitFolds(corpus, "speaker");
  await withTemporaryFolder(async (runsFolder) => {
    const plan = { corpus: "synthetic", model: "denseFunctionals", protocol: "speaker" } as const;
    const runs: string[][] = [];
    for (const seed of [1, 2]) {
      const ofSeed: string[] = [];
      for (const fold of folds) {
        const { config } = await planRun({ ...plan, fold, seed, changes, quiet: true });
        ofSeed.push((await trainRun(config, { runsFolder, quiet: true })).folder);
      }
      runs.push(ofSeed);
    }
    const program = async (...words: string[]) => {
      const { code, stdout, stderr } = await runProgram(...words, "--quiet");
      assert.equal(code, 0, stderr);
      return stdout;
    };

    const evaluated = JSON.parse(await program("evaluate", "--all-folds", runs[0][1], "--json"));
    assert.deepEqual(evaluated.folds.map((own: typeof evaluated) => own.folder), runs[0]);
    assert.ok(evaluated.folds.every((own: typeof evaluated) => own.differences.length === 0));
    assert.equal(evaluated.metrics.count, corpus.clips.length);
    assert.deepEqual(evaluated.bySpeaker.map((own: typeof evaluated) => own.name), folds);

    const words = ["ensemble", "--all-folds", runs[0][0], runs[1][0]];
    const json = JSON.parse(await program(...words, "--json"));
    const ensembles = await Promise.all(
      folds.map((_, at) => ensembleRuns([runs[0][at], runs[1][at]])),
    );
    const { probabilities, labels, classes } = togetherPredicted(
      ensembles.map(({ predictions }) => predictions),
    );
    const pooled = evaluatePredictions(probabilities, labels, classes);
    assert.equal(json.metrics.accuracy, pooled.accuracy);
    assert.equal(json.knowledge, "nothing");
    const text = await program(...words);
    assert.match(text, new RegExp(`2 networks on \\d+ test clips, all ${folds.length} folds: `));
    assert.match(text, /\nmean of folds +\d+ +\d\.\d{4} +\d\.\d{4}\npooled +\d+ /);
    assert.match(text, /\nAccuracy, mean over \d+ speakers: .* over speakers .* \(t\)/);
    const known = JSON.parse(await program(...words, "--knowledge", "unlabelled", "--json"));
    assert.equal(known.knowledge, "unlabelled");

    const adapted = JSON.parse(
      await program(
        "adapt",
        "--all-folds",
        runs[0][0],
        "--shares",
        "1",
        "--runs",
        runsFolder,
        "--json",
      ),
    );
    assert.deepEqual(adapted.folds.map((own: typeof adapted) => own.fold), folds);
    assert.ok(adapted.folds.every((own: typeof adapted) => /-adapted-/.test(own.folder)));
    assert.equal(adapted.metrics.count, corpus.clips.length);
    // An adapted run's folds are the adapted ones, whatever each of them learned from.
    const again = JSON.parse(
      await program("evaluate", "--all-folds", adapted.folds[0].folder, "--json"),
    );
    assert.equal(again.folds.length, folds.length);
    assert.equal(again.metrics.accuracy, adapted.metrics.accuracy);
  });
});
