/**
 * Workers of the queue and the study's own process, killed at random moments through a real
 * PostgreSQL.
 */
import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { branin } from "../bayesopt/test_functions.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { cheapTrials } from "./testing/open_cheap_study.ts";
import { postgresTest, stopTestServer } from "../jobs/testing/postgres_test_server.ts";
import { startQueueStudy, startQueueWorker } from "./testing/queue_processes.ts";

const TRIALS = 16;
const KILLS = 30;

postgresTest(
  `${KILLS} kills of workers and of the study lose no trial and double none`,
  async (url) => {
    await withTemporaryFolder(async (folder) => {
      const random = createRandom(1, "queue kills");
      const start = {
        study: () => startQueueStudy(url, folder, TRIALS),
        worker: () => startQueueWorker(url),
      };
      const workers = [start.worker(), start.worker(), start.worker()];
      let study = start.study();
      for (let kill = 0; kill < KILLS; kill++) {
        await new Promise((resolve) => setTimeout(resolve, 100 + 900 * random.uniform()));
        const at = random.integer(0, workers.length);
        if (at === workers.length) {
          await study.end("SIGKILL");
          study = start.study();
        } else {
          await workers[at].end("SIGKILL");
          workers[at] = start.worker();
        }
      }
      await study.ended;
      await Promise.all(workers.map((worker) => worker.end("SIGKILL")));
      const trials = await cheapTrials(folder);
      assert.equal(trials.length, TRIALS);
      for (const { state, value, reason, parameters, reports } of trials) {
        // Only a trial whose own worker was killed five times may be given up.
        if (state === "failed") assert.match(reason!, /its worker died or gave it up, 5 times/);
        else assert.deepEqual([state, value], ["finished", branin.evaluate(parameters)]);
        // Epochs that were told to a study that was killed are not told again, nor any twice.
        const steps = reports.map(({ step }) => step);
        assert.deepEqual(steps, [...new Set(steps)].sort());
      }
      assert.ok(trials.filter(({ state }) => state === "finished").length >= TRIALS - 1);
      const points = new Set(trials.map(({ parameters }) => JSON.stringify(parameters)));
      assert.equal(points.size, TRIALS, "no point is asked twice");
      const journal = await Deno.readTextFile(`${folder}/journal.jsonl`);
      const ends = journal.match(/"event":"(finished|failed)"/g)!;
      assert.equal(ends.length, TRIALS, "each ends once");
      assert.deepEqual(
        [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
          name !== "journal.jsonl"
        ),
        [],
        "no litter",
      );
    });
  },
);

Deno.test.afterAll(stopTestServer);
