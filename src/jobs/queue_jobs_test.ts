/** Runs through a real PostgreSQL, on workers with disks of their own, against the same here. */
import assert from "node:assert/strict";
import { join } from "node:path";
import pg from "pg";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { startTestProcess } from "../base/testing/processes.ts";
import { until } from "../base/testing/until.ts";
import { dataHash } from "../data/corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { runFolder } from "../train/train_run.ts";
import { localJobs } from "./local_jobs.ts";
import { queueIdOf, queueJobs } from "./queue_jobs.ts";
import { openQueue } from "./queue.ts";
import { allRuns } from "./run_jobs.ts";
import {
  assertSameRuns,
  madeRuns,
  openTestJobs,
  THREADS,
  undisturbedRuns,
} from "./testing/made_runs.ts";
import { postgresTest, restartTestServer, stopTestServer } from "./testing/postgres_test_server.ts";

// @ts-types="npm:@types/pg@8.23.1"

const engine = { engine: "tensorflow", threads: THREADS } as const;
const timing = { leaseSeconds: 10, pollSeconds: 0.1 };

const startWorker = (url: string, runs: string, data: string, kind = "") =>
  startTestProcess(new URL("testing/job_worker.ts", import.meta.url), [
    url,
    runs,
    data,
    "60",
    kind,
  ]);

postgresTest(
  "runs of this machine and of a queue's workers are equal byte by byte, and made once",
  async (url) => {
    await withTemporaryFolder(async (root) => {
      const { data, corpus, configs } = await madeRuns(root, 3);
      const here = join(root, "here");
      const local = await openTestJobs(
        here,
        (log) => localJobs({ count: 2, engine, runsFolder: here, dataRoot: data, log }),
      );
      const asked = configs.map((config) => local.run(config, corpus));
      const first = await allRuns(asked).finally(() => local.close());

      const there = join(root, "there");
      const workers = ["one", "two"].map((name) => startWorker(url, join(root, name), data));
      const executor = () => queueJobs({ url, runsFolder: there, ...timing });
      const [jobs, others] = [
        await openTestJobs(there, executor),
        await openTestJobs(
          join(root, "elsewhere"),
          () => queueJobs({ url, runsFolder: join(root, "elsewhere"), ...timing }),
        ),
      ];
      // Two who ask for the same runs at once get the same ones.
      const [second, third] = await Promise.all(
        [jobs, others].map((one) =>
          allRuns(configs.map((config) => one.run(config, corpus))).finally(() => one.close())
        ),
      );
      await assertSameRuns(first, second);
      await assertSameRuns(second, third);
      const said = workers.flatMap(({ lines }) => lines);
      assert.equal(said.filter((line) => line.endsWith("finished")).length, 3, "each is made once");
      // Asked for again, from another folder: the queue still has them.
      const late = join(root, "late");
      const later = await openTestJobs(late, () => queueJobs({ url, runsFolder: late, ...timing }));
      const again = await allRuns(configs.map((config) => later.run(config, corpus)));
      await later.close();
      await assertSameRuns(first, again);
      assert.equal(workers.flatMap(({ lines }) => lines).length, said.length);
      await Promise.all(workers.map((worker) => worker.end("SIGTERM")));
    });
  },
);

postgresTest(
  "a killed worker's run goes on elsewhere after its last checkpoint; whoever asked may be gone " +
    "meanwhile, and so may the database",
  async (url) => {
    await withTemporaryFolder(async (root) => {
      const { data, corpus, configs: [config] } = await madeRuns(root, 1, 60);
      const runsFolder = join(root, "whole");
      const whole = await undisturbedRuns([config], corpus, { data, runsFolder });
      const there = join(root, "there");
      const interrupt = new AbortController();
      const executor = () => queueJobs({ url, runsFolder: there, ...timing });
      const killed = startWorker(url, join(root, "one"), data);
      const first = await openTestJobs(there, executor, { signal: interrupt.signal });
      const interrupted = first.run(config, corpus);
      interrupted.catch(() => {});
      const queue = await openQueue({ url });
      const id = queueIdOf({ config, data: dataHash(corpus) });
      // A checkpoint of a tiny network takes longer to be sent than the next epoch.
      await until(() => queue.store.hasFiles(id, "checkpoint"));
      await killed.end("SIGKILL");
      interrupt.abort(new InterruptedError("Interrupted"));
      await assert.rejects(interrupted, InterruptedError);
      await first.close();
      await restartTestServer();
      const next = startWorker(url, join(root, "two"), data);
      const second = await openTestJobs(there, executor);
      const result = await second.run(config, corpus).finally(() => second.close());
      await assertSameRuns(whole, [result]);
      const told = await queue.store.epochsAfter([{ job: id, attempt: 1, step: 0 }]);
      assert.ok(told[0].step > 1, `went on at epoch ${told[0].step}`);
      assert.ok(!await queue.store.hasFiles(id, "checkpoint"), "which nobody needs any more");
      await queue.close();
      await next.end("SIGTERM");
    });
  },
);

postgresTest("other code, and other data, are left to others, which is said", async (url) => {
  await withTemporaryFolder(async (root) => {
    const { data, corpus, configs: [config] } = await madeRuns(root, 1, 2);
    const { data: otherData } = await madeRuns(join(root, "other"), 1);
    await Deno.writeTextFile(
      join(otherData, "ANAD_Normalized.csv"),
      (await Deno.readTextFile(join(otherData, "ANAD_Normalized.csv"))).replace(/0\./, "3."),
    );
    const lines: string[] = [];
    const there = join(root, "there");
    const jobs = await openTestJobs(
      there,
      () => queueJobs({ url, runsFolder: there, ...timing, log: (line) => lines.push(line) }),
    );
    const running = jobs.run(config, corpus);
    const other = startWorker(url, join(root, "one"), data, "other");
    await until(() => lines.some((line) => /this worker's is/.test(line)));
    const lacking = startWorker(url, join(root, "two"), otherData);
    await until(() => lines.some((line) => /this worker's differ/.test(line)));
    const able = startWorker(url, join(root, "three"), data);
    assert.equal((await running).folder, runFolder(config, there));
    await jobs.close();
    assert.match(
      lines[0],
      /^A worker cannot make these runs: Expected the code of whoever asks, Duygu /,
    );
    await Promise.all([other, lacking, able].map((worker) => worker.end("SIGTERM")));
  });
});

postgresTest("a file that was changed in the database is refused", async (url) => {
  await withTemporaryFolder(async (root) => {
    const queue = await openQueue({ url });
    const [job, holder] = [crypto.randomUUID(), crypto.randomUUID()];
    const folder = join(root, "sent");
    await Deno.mkdir(join(folder, "deep"), { recursive: true });
    const large = new Uint8Array(2_500_000).map((_, at) => at % 251);
    await Deno.writeFile(join(folder, "large"), large);
    await Deno.writeTextFile(join(folder, "deep", "small"), "");
    const names = ["large", "deep/small"];
    assert.equal(await queue.store.putFiles(job, "outcome", { holder, folder, names }), false);
    await queue.store.hold(job, holder);
    assert.equal(await queue.store.putFiles(job, "outcome", { holder, folder, names }), true);
    const got = join(root, "got");
    assert.equal(await queue.store.getFiles(job, "outcome", got), true);
    assert.deepEqual(await Deno.readFile(join(got, "large")), large);
    assert.equal((await Deno.stat(join(got, "deep", "small"))).size, 0);
    // Whoever has lost the lease puts nothing any more.
    await queue.store.hold(job, crypto.randomUUID());
    assert.equal(await queue.store.putFiles(job, "outcome", { holder, folder, names }), false);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("update duygu.job_chunks set content = 'other' where part = 1");
    await assert.rejects(queue.store.getFiles(job, "outcome", got), /part 1 has another/);
    await client.query("delete from duygu.job_chunks where part = 1");
    await assert.rejects(queue.store.getFiles(job, "outcome", got), /part 1 has another/);
    await client.query("update duygu.job_files set bytes = 1000000 where name = 'large'");
    await assert.rejects(queue.store.getFiles(job, "outcome", got), /it has another/);
    await client.end();
    await queue.close();
  });
});

Deno.test.afterAll(stopTestServer);
