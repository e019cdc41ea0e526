import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { readAllCurves } from "../src/report/write_curves.ts";

Deno.test("bench on the generated corpus says SYNTHETIC, saves a summary, and does nothing twice", async () => {
  await withTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs");
    const protocols = ["--protocols", "paper", "textFolds", "--folds", "3"];
    const args = ["bench", "synthetic", "--budget", "smoke", "--runs", runs, ...protocols];
    const first = await runProgram(...args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /SYNTHETIC: made from generated tones/);
    assert.match(first.stdout, /synthetic \(SYNTHETIC\)\s+EmotionUnet\s+accuracy\s+paper/);
    assert.match(first.stdout, /only 1 of 3 folds tested: 1of3/);
    assert.match(first.stdout, /What unseen speakers and texts cost:\n[^]*accuracy +textFolds/);
    const summary = JSON.parse(await Deno.readTextFile(join(runs, "smoke", "summary.json")));
    assert.equal(summary.rows[0].synthetic, true);
    assert.equal(summary.rows[0].published, null);
    assert.equal(summary.environment.engine.engine, "tensorflow");
    const [curves] = await readAllCurves(join(runs, "smoke"));
    assert.equal(curves.synthetic, true);
    assert.equal(curves.metrics.accuracy, summary.rows[0].values[0]);
    assert.equal(curves.history.length, 2);

    const again = await runProgram(...args, "--json");
    assert.deepEqual(JSON.parse(again.stdout).rows, summary.rows);
    assert.doesNotMatch(again.stderr, /epoch/);
  });
});

Deno.test("a corpus that nobody knows is the user's mistake", async () => {
  const { code, stderr } = await runProgram("bench", "turevv");
  assert.equal(code, 2);
  assert.match(stderr, /turevv/);
});
