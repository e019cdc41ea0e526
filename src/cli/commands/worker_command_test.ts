import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { writeMadeTable } from "../../tune/testing/made_table.ts";
import { postgresTest, stopTestServer } from "../../jobs/testing/postgres_test_server.ts";
import { outputOf, startProgram } from "../testing/run_program.ts";

postgresTest("tune --queue trains on the data of a worker", async (url) => {
  await withTemporaryFolder(async (root) => {
    const [data, study] = [join(root, "data"), join(root, "study")];
    await writeMadeTable(data, 90);
    const limits = ["--trials", "2", "--epochs-limit", "2", "--no-final", "--json"];
    const words = ["tune", "anad", "--queue", url, "--data", data, "--study", study, ...limits];
    const tuning = startProgram(words);
    await firstTrial(join(study, "journal.jsonl"));
    const worker = startProgram(["worker", "--queue", url, "--data", data, "--idle", "8"]);
    const tuned = await outputOf(tuning);
    assert.equal(tuned.code, 0, tuned.stderr);
    const { trials, best } = JSON.parse(tuned.stdout);
    assert.deepEqual(trials, { finished: 2 });
    assert.equal(best.details.host, hostname());
    assert.ok(best.details.validationAccuracy > 0.2);
    const { code, stderr } = await outputOf(worker);
    assert.equal(code, 0, "it ends after so long without a trial");
    assert.match(stderr, /trial 1 finished with \d/);
  });
});

/** Waits until a trial is asked: the worker leaves where it finds none for some seconds. */
async function firstTrial(journal: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const text = await Deno.readTextFile(journal).catch(() => "");
    if (text.includes('"event":"started"')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Expected a trial to be asked within 30 s, but none was");
}

Deno.test.afterAll(stopTestServer);
