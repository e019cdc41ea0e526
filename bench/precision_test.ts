import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram, runWideProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { type PrecisionRow, precisionRow } from "./precision.ts";

Deno.test("bench precision trains each seed in both precisions, once", async () => {
  await withTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs"), out = join(folder, "precision");
    const args = ["bench", "precision", "synthetic", "--seeds", "1", "--epochs", "1"];
    const first = await runWideProgram(...args, "--runs", runs, "--out", out);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /synthetic \(SYNTHETIC\) +EmotionUnet +paper +accuracy/);
    const written = JSON.parse(await Deno.readTextFile(`${out}.json`));
    assert.equal(written.reduced, "REDUCED: at most 1 epochs");
    assert.ok(written.environment.cpu && written.command);
    const names = Array.from(Deno.readDirSync(runs), ({ name }) => name);
    const splits = await Promise.all(
      names.map((name) => Deno.readTextFile(join(runs, name, "split.json"))),
    );
    assert.equal(splits.length, 2);
    assert.equal(splits[0], splits[1]);
    const precisions = await Promise.all(names.map(async (name) => {
      const config = JSON.parse(await Deno.readTextFile(join(runs, name, "config.json")));
      return config.training.precision;
    }));
    assert.deepEqual(precisions.sort(), ["bfloat16", "float32"]);
    const accuracy = written.rows.find(({ metric }: PrecisionRow) => metric === "accuracy");
    assert.equal(accuracy.differences[0], accuracy.bfloat16[0] - accuracy.float32[0]);

    const again = await runProgram(...args, "--runs", runs, "--out", out, "--json");
    assert.deepEqual(JSON.parse(again.stdout), written.rows);
    assert.doesNotMatch(again.stderr, /epoch/);
  });
});

Deno.test("bench precision of a corpus that nobody knows is the user's mistake", async () => {
  const { code, stderr } = await runProgram("bench", "precision", "turevv");
  assert.equal(code, 2);
  assert.match(stderr, /turevv/);
});

const common = {
  corpus: "turev",
  synthetic: false,
  network: "EmotionUnet",
  protocol: "paper",
  metric: "accuracy",
};

Deno.test("differences are taken seed by seed, bfloat16 less float32", () => {
  const row = precisionRow({
    ...common,
    seeds: [1, 2, 3],
    float32: [0.5, 0.75, 0.25],
    bfloat16: [0.25, 0.75, 0.5],
  });
  assert.deepEqual(row.differences, [-0.25, 0, 0.25]);
  assert.equal(row.mean, 0);
  assert.equal(row.sd, 0.25);
  // 4.302653 is Student's t for 97.5 % and two degrees of freedom.
  assert.ok(Math.abs(row.interval!.high - 4.302653 * 0.25 / Math.sqrt(3)) < 1e-6);
  assert.equal(row.interval!.low, -row.interval!.high);
});

Deno.test("a single seed has a difference but no interval", () => {
  const row = precisionRow({ ...common, seeds: [1], float32: [0.5], bfloat16: [0.75] });
  assert.deepEqual([row.mean, row.sd, row.interval], [0.25, null, null]);
});
