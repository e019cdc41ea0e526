import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeRun } from "../report/testing/made_run.ts";
import { writeManifest } from "./manifest.ts";
import { readPredictions } from "./predictions.ts";
import {
  figureText,
  foldRuns,
  foldsText,
  foldTeams,
  pooledFolds,
  runFigures,
  scoresBySpeaker,
} from "./run_figures.ts";
import { readRun } from "./runs.ts";
import { writeQuotedFinal } from "./testing/quoted_final.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 6, takes: 2 });
const folds = ["speaker0", "speaker1", "speaker2"];

/** Runs of two seeds over all speakers, beside one of another protocol and an unfinished one. */
async function withFolds(test: (folder: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    for (const seed of [1, 2]) {
      for (const [at, fold] of folds.entries()) {
        const config = { protocol: "speaker", fold, seed } as const;
        await madeRun(join(folder, `${seed}-${fold}`), corpus, { config, drawSeed: 3 * seed + at });
      }
    }
    await madeRun(join(folder, "paper"), corpus);
    const config = { protocol: "speaker", fold: "speaker0", seed: 3 } as const;
    await madeRun(join(folder, "3-speaker0"), corpus, { config });
    await madeRun(join(folder, "unfinished"), corpus, { config: { ...config, fold: "speaker1" } });
    await Deno.remove(join(folder, "unfinished", "metrics.json"));
    await test(folder);
  });
}

Deno.test("a run's folds are the runs beside it that differ in the fold alone", () =>
  withFolds(async (folder) => {
    const runs = await foldRuns(join(folder, "1-speaker1"));
    assert.deepEqual(runs.map((run) => run.folder), folds.map((fold) => join(folder, `1-${fold}`)));
    assert.equal(foldsText(runs, corpus), "all 3 folds: speaker0, speaker1, speaker2");
    assert.equal(foldsText(runs.slice(1), corpus), "ONLY 2 of 3 folds: speaker1, speaker2");
    assert.equal(foldsText(runs.slice(1)), "folds speaker1, speaker2");
    const wrong = (message: RegExp) => ({ name: "UserError", message });
    await assert.rejects(foldRuns(join(folder, "paper")), wrong(/paper protocol, which has none/));
    await assert.rejects(foldRuns(join(folder, "unfinished")), wrong(/to be finished/));
    const config = { protocol: "speaker", fold: "speaker2", seed: 1 } as const;
    await madeRun(join(folder, "twin"), corpus, { config });
    // What was imported is measured neither with the others nor in the place of one.
    await writeManifest(join(folder, "twin"), true);
    assert.deepEqual(await foldRuns(join(folder, "1-speaker1")), runs);
    assert.deepEqual((await foldRuns(join(folder, "twin"))).map((run) => run.folder), [
      join(folder, "twin"),
    ]);
    await Deno.remove(join(folder, "twin", "manifest.json"));
    await assert.rejects(
      foldRuns(join(folder, "1-speaker1")),
      wrong(/one run of fold speaker2, but found .*1-speaker2 and .*twin/),
    );
  }));

Deno.test("teams have the same folds, however many of a run's folds are named", () =>
  withFolds(async (folder) => {
    const named = ["1-speaker0", "1-speaker2", "2-speaker1"].map((name) => join(folder, name));
    const teams = await foldTeams(named);
    assert.deepEqual(
      teams.map((team) => team.map((run) => run.folder)),
      folds.map((fold) => [1, 2].map((seed) => join(folder, `${seed}-${fold}`))),
    );
    await assert.rejects(foldTeams([named[0], join(folder, "3-speaker0")]), {
      name: "UserError",
      message: /of the same folds, but .* has speaker0, speaker1, speaker2 and .* has speaker0$/,
    });
  }));

Deno.test("folds together: every clip once, pooled, and a mean of folds beside it", () =>
  withFolds(async (folder) => {
    const runs = await foldRuns(join(folder, "1-speaker1"));
    const predictions = await Promise.all(runs.map((run) => readPredictions(run.folder)));
    const { metrics, meanOfFolds, bySpeaker } = pooledFolds(predictions, corpus);
    assert.equal(metrics.count, corpus.clips.length);
    const accuracies = runs.map((run) => run.metrics.accuracy);
    assert.deepEqual(bySpeaker.map((own) => [own.name, own.metrics.accuracy]), [
      ...folds.map((fold, at) => [fold, accuracies[at]]),
    ]);
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / 3;
    assert.equal(meanOfFolds.accuracy, mean);
    assert.deepEqual(scoresBySpeaker(predictions[0]), []);
  }));

Deno.test("a figure of the run's own is a share of its test clips, a final run's a mean over folds", () =>
  withTemporaryFolder(async (folder) => {
    const { metrics: { accuracy, count } } = await madeRun(folder, corpus);
    await Deno.writeTextFile(
      join(folder, "normaliser.json"),
      JSON.stringify({ kind: "none", mean: [], deviation: [] }),
    );
    const own = await runFigures(await readRun(folder));
    assert.deepEqual([own[0].accuracy, own[0].folds], [accuracy, null]);
    const share = `: ${(100 * accuracy).toFixed(1)} % of ${count} test clips are right (UAR `;
    assert.ok(figureText(own, "nothing", "sound").includes(share));

    await writeQuotedFinal(folder);
    const quoted = await runFigures(await readRun(folder));
    assert.deepEqual([quoted[0].accuracy, quoted[0].folds], [0.4464, 6]);
    assert.equal(
      figureText(quoted, "nothing", "sound"),
      "Figure for each file alone, nothing known of its speaker: 44.6 % accuracy (UAR 43.0 %), " +
        "mean over 6 of 6 folds of the speaker protocol, of networks trained on a part of the " +
        "clips that this one was trained on; 210 test clips in all.",
    );
  }));
