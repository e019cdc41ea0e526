import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("ensemble puts runs of one test set together, calibrated on their validation sets", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tinyRun));
    const runs: string[] = [];
    for (const epochs of ["1", "2"]) {
      const { code, stdout, stderr } = await runProgram(
        "train",
        "--config",
        config,
        "--epochs",
        epochs,
        "--runs",
        folder,
        "--json",
      );
      assert.equal(code, 0, stderr);
      runs.push(JSON.parse(stdout).folder);
    }
    const plain = JSON.parse((await runProgram("ensemble", ...runs, "--json")).stdout);
    const fitted = JSON.parse(
      (await runProgram("ensemble", ...runs, "--temperature", "--json")).stdout,
    );
    for (const [index, member] of fitted.members.entries()) {
      const { temperature, metrics } = plain.members[index];
      assert.equal(temperature, 1);
      assert.ok(member.temperature > 0 && member.temperature !== 1);
      assert.equal(member.metrics.accuracy, metrics.accuracy);
      assert.notEqual(member.metrics.logLoss, metrics.logLoss);
    }
    const { stdout } = await runProgram("ensemble", ...runs);
    assert.match(stdout, /^SYNTHETIC.*: 2 networks on \d+ test clips\n/);
    assert.match(stdout, /\nrun together\n +temperature/);
    const chosen = JSON.parse(
      (await runProgram("ensemble", ...runs, "--part", "validation", "--json")).stdout,
    );
    const evaluated = JSON.parse(
      (await runProgram("evaluate", runs[0], "--part", "validation", "--json")).stdout,
    );
    assert.equal(chosen.part, "validation");
    assert.equal(chosen.members[0].metrics.accuracy, evaluated.metrics.accuracy);
    assert.equal(chosen.metrics.count, evaluated.metrics.count);
    const both = await runProgram("ensemble", ...runs, "--part", "validation", "--temperature");
    assert.equal(both.code, 2);
    assert.match(both.stderr, /either the validation set or temperatures/);
    const alone = await runProgram("ensemble", runs[0]);
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /two or more different runs/);
  });
});
