import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { ensembleRuns } from "./ensemble_runs.ts";

const config = {
  version: 1,
  corpus: "made",
  protocol: "speaker",
  fold: "anna",
  seed: 1,
  features: null,
  network: { kind: "denseFeatures", units: [2] },
  training: {
    learningRate: 1e-3,
    epochs: 1,
    batchSize: 4,
    balanced: false,
    schedule: { kind: "plateau", factor: 0.5, patience: 2, leastChange: 0 },
    earlyStopping: { patience: 1 },
    precision: "float32",
  },
};

/** A run's folder with these rows of predictions. */
async function writeRun(folder: string, name: string, rows: string[]): Promise<string> {
  const run = join(folder, name);
  await Deno.mkdir(run);
  const files = {
    "config.json": JSON.stringify(config),
    "corpus.json": JSON.stringify({
      ...{ id: "made", title: "Made", classes: ["calm", "sad"], synthetic: true },
      kind: "features",
    }),
    "normaliser.json": JSON.stringify({ kind: "perBin", mean: [0], deviation: [1] }),
    "metrics.json": JSON.stringify(evaluatePredictions([[1, 0]], [0], ["calm", "sad"])),
    "history.jsonl": JSON.stringify({
      ...{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1 },
      ...{ validationAccuracy: 0.5, learningRate: 1e-3 },
    }) + "\n",
    "predictions.csv": ["clip,actual,predicted,calm,sad", ...rows].join("\n") + "\n",
  };
  for (const [file, text] of Object.entries(files)) await Deno.writeTextFile(join(run, file), text);
  return run;
}

Deno.test("probabilities are averaged clip by clip, whatever the order of the rows", async () => {
  await withTemporaryFolder(async (folder) => {
    const first = await writeRun(folder, "first", ["a,calm,calm,0.9,0.1", "b,sad,calm,0.6,0.4"]);
    const second = await writeRun(folder, "second", ["b,sad,sad,0.1,0.9", "a,calm,sad,0.3,0.7"]);
    const { metrics, members, predictions } = await ensembleRuns([first, second]);
    assert.deepEqual(predictions.ids, ["a", "b"]);
    assert.deepEqual([...predictions.probabilities].map((value) => value.toFixed(3)), [
      ...["0.600", "0.400", "0.350", "0.650"],
    ]);
    assert.deepEqual(members.map((member) => member.metrics.accuracy), [0.5, 0.5]);
    assert.deepEqual(members.map((member) => member.temperature), [1, 1]);
    assert.equal(metrics.accuracy, 1);
  });
});

Deno.test("other test clips, a single run and no run are a user's mistake", async () => {
  await withTemporaryFolder(async (folder) => {
    const first = await writeRun(folder, "first", ["a,calm,calm,0.9,0.1"]);
    const other = await writeRun(folder, "other", ["c,calm,calm,0.9,0.1"]);
    const wrong = (message: RegExp) => ({ name: "UserError", message });
    await assert.rejects(
      ensembleRuns([first, other]),
      wrong(/other to be tested on the very clips that .*first is tested on, but they differ/),
    );
    await assert.rejects(ensembleRuns([first]), wrong(/two or more different runs/));
    await assert.rejects(ensembleRuns([first, first]), wrong(/two or more different runs/));
    await assert.rejects(
      ensembleRuns([first, join(folder, "none")]),
      wrong(/^Expected a run's folder at .*none/),
    );
  });
});
