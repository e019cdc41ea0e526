import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("evaluate computes a run's metrics anew", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tinyRun));
    const trained = await runProgram(
      "train",
      "--config",
      config,
      "--epochs",
      "2",
      "--runs",
      folder,
      "--json",
    );
    assert.equal(trained.code, 0, trained.stderr);
    const { folder: run, metrics } = JSON.parse(trained.stdout);

    await t.step("equal to the stored ones, to the last digit", async () => {
      const { code, stdout } = await runProgram("evaluate", run, "--json");
      assert.equal(code, 0);
      const evaluation = JSON.parse(stdout);
      assert.deepEqual(evaluation.metrics, metrics);
      assert.deepEqual(evaluation.differences, []);
      assert.equal(evaluation.corpus.synthetic, true);
    });

    await t.step("tables with the confusion matrix; other parts are told apart", async () => {
      const { stdout } = await runProgram("evaluate", run, "--part", "train");
      assert.match(stdout, /^SYNTHETIC/);
      assert.match(stdout, /\n416 clips of the train part, which the training has seen\n/);
      assert.match(stdout, /\nactual \\ predicted +angry +calm +happy +sad\n/);
      assert.match(stdout, /Stored metrics are of the test set: nothing to compare with\.\n$/);
    });

    await t.step("variations want a run that was trained with augmentation", async () => {
      const { code, stderr } = await runProgram("evaluate", run, "--variants", "4");
      assert.equal(code, 2);
      assert.match(stderr, /trained with augmentation, whose variations --variants averages/);
    });

    await t.step("a finished run with a changed file is reported", async () => {
      const path = join(run, "metrics.json");
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, JSON.stringify({ ...metrics, accuracy: 0.123 }));
      const { code, stderr } = await runProgram("evaluate", run);
      assert.equal(code, 2);
      assert.match(stderr, /Expected .*metrics\.json to be as the finished run left it/);
      await Deno.writeTextFile(path, text);
    });

    // From here on it is a run from before there were manifests.
    await Deno.remove(join(run, "manifest.json"));
    const path = join(run, "environment.json");
    const { manifest: _, ...environment } = JSON.parse(await Deno.readTextFile(path));
    await Deno.writeTextFile(path, JSON.stringify(environment));

    await t.step("refuses data that have changed since", async () => {
      await Deno.writeTextFile(path, JSON.stringify({ ...environment, data: "0".repeat(64) }));
      const { code, stderr } = await runProgram("evaluate", run);
      assert.equal(code, 2);
      assert.match(stderr, /the data of SYNTHETIC to be those that the run .* was made from, but/);
      await Deno.writeTextFile(path, JSON.stringify(environment));
    });

    await t.step("says where stored metrics are others", async () => {
      const path = join(run, "metrics.json");
      await Deno.writeTextFile(path, JSON.stringify({ ...metrics, accuracy: 0.123 }));
      const { code, stdout } = await runProgram("evaluate", run);
      assert.equal(code, 0);
      assert.match(stdout, /These are NOT the stored metrics: accuracy was 0\.123, is 0\.\d+\.\n$/);
    });

    await t.step("metrics of bfloat16 are told from others by the probabilities", async () => {
      const configPath = join(run, "config.json"), csvPath = join(run, "predictions.csv");
      const config = JSON.parse(await Deno.readTextFile(configPath));
      const training = { ...config.training, precision: "bfloat16" };
      await Deno.writeTextFile(configPath, JSON.stringify({ ...config, training }));
      const csv = await Deno.readTextFile(csvPath);
      const rounded = csv.replace(/\b[01]?\.\d+(e-\d+)?/g, (value) => Number(value).toFixed(2));
      await Deno.writeTextFile(csvPath, rounded);
      const close = await runProgram("evaluate", run);
      assert.match(
        close.stdout,
        /stored metrics but for rounding: .* differ by 0\.00\d\d in the mean: accuracy was 0\.123/,
      );
      await Deno.writeTextFile(csvPath, csv.replace(/,0\.\d+/g, ",0.5"));
      assert.match((await runProgram("evaluate", run)).stdout, /These are NOT the stored metrics:/);
      await Deno.writeTextFile(csvPath, csv);
      await Deno.writeTextFile(configPath, JSON.stringify(config));
    });

    await t.step("an unfinished run is evaluated, and said to be one", async () => {
      await Deno.remove(join(run, "metrics.json"));
      assert.match(
        (await runProgram("evaluate", run)).stdout,
        /The run is not finished: there are/,
      );
    });

    await t.step("refuses damaged weights and what is no run", async () => {
      await Deno.truncate(join(run, "best.safetensors"), 50);
      const damaged = await runProgram("evaluate", run);
      assert.equal(damaged.code, 2);
      assert.match(
        damaged.stderr,
        /best\.safetensors to be a safetensors file, but its header is cut/,
      );
      await Deno.remove(join(run, "best.safetensors"));
      assert.match((await runProgram("evaluate", run)).stderr, /Expected trained weights at/);
      const none = await runProgram("evaluate", folder);
      assert.equal(none.code, 2);
      assert.match(none.stderr, /to be a run's folder, but it has no config\.json/);
    });
  });
});
