/** The comparison of precisions on the generated corpus: that it trains in pairs and goes on. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";
import type { PrecisionRow } from "./precision_row.ts";

Deno.test("bench precision trains each seed in both precisions, once", async () => {
  await withTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs"), out = join(folder, "precision");
    const args = ["bench", "precision", "synthetic", "--seeds", "1", "--epochs", "1"];
    const first = await runProgram(...args, "--runs", runs, "--out", out);
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
