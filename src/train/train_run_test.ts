import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { pathExists } from "../base/files.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { writeMadeTable } from "../tune/testing/made_table.ts";
import { ensembleRuns } from "./ensemble_runs.ts";
import { evaluateRun } from "./evaluate_run.ts";
import { hasCheckpoint } from "./checkpoint.ts";
import { planRun } from "./plan_run.ts";
import { parsePredictions } from "./predictions.ts";
import type { RunConfig } from "./run_config.ts";
import { writeManifest } from "./manifest.ts";
import { runFolder, trainRun } from "./train_run.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** Calls `test` with the short training of a generated table. */
function withPlan(
  test: (config: RunConfig, options: {
    dataRoot: string;
    runsFolder: string;
    quiet: true;
  }) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (root) => {
    const dataRoot = join(root, "data");
    await writeMadeTable(dataRoot, 90);
    const { config } = await planRun({
      corpus: "anad",
      dataRoot,
      changes: { training: { epochs: 3 } },
    });
    await test(config, { dataRoot, runsFolder: join(root, "runs"), quiet: true });
  });
}

for (const name of ["config.json", "corpus.json", "split.json", "environment.json"]) {
  Deno.test(`a run whose ${name} is removed while it trains is whole in the end`, async () => {
    await withPlan(async (config, options) => {
      const path = join(runFolder(config, options.runsFolder), name);
      const { metrics } = await trainRun(config, {
        ...options,
        onEpoch: ({ epoch }) => epoch === 2 ? Deno.remove(path) : undefined,
      });
      assert.deepEqual((await trainRun(config, options)).metrics, metrics, "it is read, not run");
      assert.ok(Deno.statSync(path).size > 0);
    });
  });
}

Deno.test("a run whose best weights are removed while it trains says what to do", async () => {
  await withPlan(async (config, options) => {
    const folder = runFolder(config, options.runsFolder);
    const training = trainRun(config, {
      ...options,
      // The last epoch's best would be written after this.
      onEpoch: async ({ epoch }) => {
        if (epoch < 3) return;
        const path = join(folder, "best.safetensors");
        await new Promise((resolve) => setTimeout(resolve, 300));
        await Deno.remove(path);
      },
    });
    await assert.rejects(
      training,
      /^UserError: Expected trained weights at .*best\.safetensors, but .* train again/,
    );
  });
});

const readText = (folder: string, name: string) => Deno.readTextFile(join(folder, name));

Deno.test("a run's files hold what it found, and evaluating it anew finds the same", async () => {
  await withPlan(async (config, options) => {
    const { folder, metrics, history } = await trainRun(config, options);
    assert.deepEqual(history.map(({ epoch }) => epoch), [1, 2, 3]);
    const lines = (await readText(folder, "history.jsonl")).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line)), history);
    assert.deepEqual(JSON.parse(await readText(folder, "metrics.json")), metrics);
    assert.equal(hasCheckpoint(folder), false, "a finished run keeps no checkpoint");
    const { files } = JSON.parse(await readText(folder, "manifest.json"));
    assert.ok("best.safetensors" in files && "metrics.json" in files);

    const stored = parsePredictions(await readText(folder, "predictions.csv"), "predictions.csv");
    const split = JSON.parse(await readText(folder, "split.json"));
    assert.deepEqual(stored.ids.toSorted(), split.test.toSorted());
    const width = stored.classes.length;
    const right = stored.labels.filter((label, row) => {
      const own = [...stored.probabilities.subarray(row * width, (row + 1) * width)];
      return own.indexOf(Math.max(...own)) === label;
    });
    assert.equal(metrics.accuracy, right.length / stored.labels.length);

    const again = await evaluateRun(folder, options);
    assert.deepEqual(again.differences, []);
    assert.deepEqual(again.predictions.ids, stored.ids);
    again.predictions.probabilities.forEach((value, at) =>
      assert.ok(Math.abs(value - stored.probabilities[at]) < 1e-6)
    );
    const validation = await evaluateRun(folder, { ...options, part: "validation" });
    assert.equal(validation.differences, null);
    assert.deepEqual(validation.predictions.ids.toSorted(), split.validation.toSorted());
    await assert.rejects(
      evaluateRun(folder, { ...options, variants: 2 }),
      /^UserError: Expected .* to be trained with augmentation/,
    );

    // One value of one row is another one now.
    const table = join(options.dataRoot, "ANAD_Normalized.csv");
    const text = await Deno.readTextFile(table);
    await Deno.writeTextFile(table, text.replace(/\d\n$/, (end) => end[0] === "1" ? "2\n" : "1\n"));
    const changed = /^UserError: Expected the data of .* but they have changed since/;
    await assert.rejects(evaluateRun(folder, options), changed);
    await assert.rejects(trainRun(config, options), changed);
  });
});

Deno.test("an interrupted run goes on to the same figures, but on no other engine", async () => {
  await withPlan(async (config, options) => {
    const whole = await trainRun(config, { ...options, runsFolder: `${options.runsFolder}-whole` });
    const stop = new AbortController();
    const folder = runFolder(config, options.runsFolder);
    await assert.rejects(
      trainRun(config, {
        ...options,
        signal: stop.signal,
        onEpoch: ({ epoch }) => epoch === 2 ? stop.abort(new Error("enough")) : undefined,
      }),
      /enough/,
    );
    assert.ok(hasCheckpoint(folder));
    const environment = await readText(folder, "environment.json");
    assert.equal(JSON.parse(environment).engine.engine, "cpu");
    const path = join(folder, "environment.json");
    await Deno.writeTextFile(path, environment.replace('"engine": "cpu"', '"engine": "wasm"'));
    await assert.rejects(
      trainRun(config, options),
      /^UserError: The run .* was begun on the wasm engine, but this is cpu; take --engine wasm/,
    );
    await Deno.writeTextFile(path, environment);
    const epochs: number[] = [];
    const { metrics, history } = await trainRun(config, {
      ...options,
      onEpoch: ({ epoch }) => void epochs.push(epoch),
    });
    assert.deepEqual(epochs, [3], "what is done is not done again");
    assert.deepEqual([metrics, history.length], [whole.metrics, 3]);
  });
});

Deno.test("a run whose scores are only claimed is not taken for the trained one", async () => {
  await withPlan(async (plan, options) => {
    const { folder } = await trainRun(plan, options);
    await writeManifest(folder, true);
    await assert.rejects(
      trainRun(plan, options),
      /^UserError: Expected .* to be a run that was trained here, but it was imported, its scores /,
    );
    await writeManifest(folder);
    assert.equal((await trainRun(plan, options)).folder, folder);
  });
});

Deno.test("a run that starts from weights needs them, once", async () => {
  await withPlan(async (plan, options) => {
    const config = { ...plan, pretrained: "0".repeat(64) };
    await assert.rejects(
      trainRun(config, options),
      /^UserError: Expected the weights that the run .* starts from \(SHA-256 0{64}\); .* --weights/,
    );
    const folder = runFolder(config, options.runsFolder);
    assert.ok(!pathExists(folder), "what is refused leaves nothing");
    await Deno.mkdir(folder, { recursive: true });
    await assert.rejects(trainRun(config, options), /starts from/);
    assert.ok(pathExists(folder), "but what was there stays");
    let times = 0;
    const { metrics } = await trainRun(config, {
      ...options,
      pretrain: (network) => {
        times++;
        network.setWeights(network.getWeights().map((weight) => tf.mul(weight, 0)));
        return Promise.resolve();
      },
    });
    assert.equal(times, 1);
    const fresh = await trainRun(plan, options);
    assert.notDeepEqual(metrics, fresh.metrics);
  });
});

Deno.test("an ensemble on validation clips is the mean of what its networks say of them", async () => {
  await withPlan(async (plan, options) => {
    const runs = [
      await trainRun(plan, options),
      await trainRun({ ...plan, weightsSeed: 2 }, options),
    ];
    const folders = runs.map(({ folder }) => folder);
    const part = "validation";
    const { predictions, members } = await ensembleRuns(folders, { ...options, part });
    const own = await Promise.all(
      folders.map((folder) => evaluateRun(folder, { ...options, part })),
    );
    assert.notDeepEqual(own[0].predictions.probabilities, own[1].predictions.probabilities);
    const width = predictions.classes.length;
    predictions.ids.forEach((id, row) => {
      for (let label = 0; label < width; label++) {
        const values = own.map(({ predictions: { ids, probabilities } }) =>
          probabilities[ids.indexOf(id) * width + label]
        );
        const mean = (values[0] + values[1]) / 2;
        assert.ok(Math.abs(predictions.probabilities[row * width + label] - mean) < 1e-6);
      }
    });
    assert.deepEqual(members.map(({ metrics }) => metrics.count), [
      predictions.ids.length,
      predictions.ids.length,
    ]);
    const tempered = await ensembleRuns(folders, { ...options, temperature: true });
    assert.equal(tempered.part, "test");
    assert.ok(tempered.members.every(({ temperature }) => temperature > 0 && temperature !== 1));
    await assert.rejects(
      ensembleRuns(folders, { ...options, part, temperature: true }),
      /^UserError: Expected either the validation set or temperatures/,
    );
  });
});

Deno.test("a run that is trained again has no clips that its network did not learn from", async () => {
  await withPlan(async (plan, options) => {
    const config = { ...plan, training: { ...plan.training, refit: true as const } };
    const { folder, history } = await trainRun(config, options);
    assert.equal(history.length, 3);
    await assert.rejects(Deno.stat(join(folder, "validated")), Deno.errors.NotFound);
    const other = await trainRun({ ...config, weightsSeed: 2 }, options);
    await assert.rejects(
      ensembleRuns([folder, other.folder], { ...options, part: "validation" }),
      /^UserError: Expected .* clips that its network did not learn from, .*\(refit\)/,
    );
    const { differences } = await evaluateRun(folder, options);
    assert.deepEqual(differences, []);
  });
});
