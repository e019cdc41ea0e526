/** A small load of the queue, with processes of workers that are killed. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { postgresTest, stopTestServer } from "../src/jobs/testing/postgres_test_server.ts";
import { benchQueue } from "./queue.ts";

postgresTest("150 jobs on 12 workers with a kill: none is lost, none is doubled", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, "queue.json");
    const load = await benchQueue({
      ...{ queue: url, jobs: 150, workers: 12, processes: 2, kills: 1, epochTime: 5, seed: 1 },
      ...{ out, quiet: true, command: "a test" },
    });
    assert.deepEqual([load.lost, load.doubled], [0, 0]);
    assert.ok(load.setAside >= load.poisoned && load.setAside < load.poisoned + 3);
    assert.ok(load.retries >= 4 * load.poisoned);
    assert.equal(JSON.parse(await Deno.readTextFile(out)).jobs, 150);
  });
});

Deno.test.afterAll(stopTestServer);
