import assert from "node:assert/strict";
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { writeMadeTable } from "../tune/testing/made_table.ts";
import { ensembleRuns } from "./ensemble_runs.ts";
import { planRun } from "./plan_run.ts";
import type { RunConfig } from "./run_config.ts";
import { readRun } from "./runs.ts";
import { runFolder, type RunResult, trainRun } from "./train_run.ts";

await selectEngine({ engine: "cpu", say: () => {} });

const files = ["predictions.csv", "calibration.json", "history.jsonl", "metrics.json"];

async function filesOf({ folder }: Pick<RunResult, "folder">): Promise<string[]> {
  return await Promise.all(files.map((name) => Deno.readTextFile(join(folder, name))));
}

Deno.test("refit: calibrated before, then trained on both parts; the same when interrupted", async () => {
  await withTemporaryFolder(async (root) => {
    const dataRoot = join(root, "data");
    await writeMadeTable(dataRoot, 90);
    const plan = async (changes: Record<string, unknown>) => {
      const training = { epochs: 4, ...changes };
      return (await planRun({ corpus: "anad", dataRoot, changes: { training } })).config;
    };
    const train = (config: RunConfig, name: string, stopAt?: number) => {
      const stop = new AbortController();
      return trainRun(config, {
        ...{ dataRoot, quiet: true, runsFolder: join(root, name), signal: stop.signal },
        onEpoch: ({ epoch }) => epoch === stopAt ? stop.abort(new Error("stopped")) : undefined,
      });
    };
    const once = await train(await plan({ keepLast: true }), "once");
    const config = await plan({ keepLast: true, refit: true });
    const twice = await train(config, "twice");
    const [ofOnce, ofTwice] = await Promise.all([filesOf(once), filesOf(twice)]);
    // The first training is the one that a run without refit has.
    assert.equal(ofTwice[2], ofOnce[2]);
    const { lines: [before] } = JSON.parse(ofOnce[1]);
    const { lines: [after] } = JSON.parse(ofTwice[1]);
    assert.equal(after.temperature, before.temperature);
    assert.deepEqual(after.validation, before.validation);
    // The second one has learned from more.
    assert.notEqual(ofTwice[0], ofOnce[0]);
    const means = await Promise.all(
      [once, twice].map(async ({ folder }) => (await readRun(folder)).normaliser.mean),
    );
    assert.notDeepEqual(means[0], means[1]);
    assert.ok(!pathExists(join(twice.folder, "validated")));
    await assert.rejects(train(config, "again", 2), /stopped/);
    const folder = runFolder(config, join(root, "again"));
    assert.ok(pathExists(join(folder, "validated", "last.safetensors")));
    assert.deepEqual(await filesOf(await train(config, "again")), ofTwice);
    await assert.rejects(
      ensembleRuns([once.folder, twice.folder], { dataRoot, quiet: true, part: "validation" }),
      /did not learn from, but it was trained again on its validation set \(refit\)/,
    );
  });
});

Deno.test("keepLast keeps the weights of the last epoch", async () => {
  await withTemporaryFolder(async (root) => {
    const dataRoot = join(root, "data");
    await writeMadeTable(dataRoot, 90);
    // So fast that the validation loss soon rises.
    const training = { epochs: 6, learningRate: 0.2, earlyStopping: { patience: 6 } };
    const run = async (changes: Record<string, unknown>) => {
      const { config } = await planRun({
        ...{ corpus: "anad", dataRoot },
        changes: { training: { ...training, ...changes } },
      });
      return await trainRun(config, { dataRoot, runsFolder: join(root, "runs"), quiet: true });
    };
    const [best, last] = [await run({}), await run({ keepLast: true })];
    assert.deepEqual(last.history, best.history);
    const losses = best.history.map(({ validationLoss }) => validationLoss);
    assert.ok(losses.at(-1)! > Math.min(...losses));
    assert.notEqual(last.metrics.logLoss, best.metrics.logLoss);
  });
});
