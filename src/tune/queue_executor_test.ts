/** Studies run through a real PostgreSQL, whose workers are killed, stopped and interrupted. */
import assert from "node:assert/strict";
import { join } from "node:path";
import pg from "pg";
import { pathExists } from "../base/files.ts";
import { InterruptedError, wait } from "../base/interrupt_signal.ts";
import { until } from "../base/testing/until.ts";
import { UserError } from "../base/user_error.ts";
import { branin } from "../bayesopt/test_functions.ts";
import { hasEnded, type Trial } from "../bayesopt/trial.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openQueue, TRIALS } from "../jobs/queue.ts";
import { jobId, queueExecutor } from "./queue_executor.ts";
import { runStudy, type RunStudyOptions } from "./run_study.ts";
import { madeSubject } from "./testing/made_subject.ts";
import { cheapTrials, openCheapStudy } from "./testing/open_cheap_study.ts";
import { postgresTest, stopTestServer } from "../jobs/testing/postgres_test_server.ts";
import { LEASE_SECONDS, startQueueStudy, startQueueWorker } from "./testing/queue_processes.ts";

// @ts-types="npm:@types/pg@8.23.1"

/** What a test varies. */
interface Queued extends Partial<RunStudyOptions> {
  url: string;
  folder: string;
  trials: number;
  slots?: number;
  wishes?: string;
  pruner?: { kind: "median"; startupTrials: number; warmupSteps: number };
  /** The study's name in the queue. */
  name?: string;
  pollSeconds?: number;
  patienceSeconds?: number;
  log?: (line: string) => void;
}

/** Runs a study of the cheap objective through the queue at `url`. */
async function runQueued(queued: Queued) {
  const { url, folder, trials, slots = 3, wishes = "", pruner, name = "cheap", ...more } = queued;
  const { pollSeconds = 0.1, patienceSeconds, log, ...rest } = more;
  const study = await openCheapStudy(folder, trials, pruner && { pruner });
  try {
    const timing = { leaseSeconds: LEASE_SECONDS, pollSeconds, patienceSeconds };
    const executor = await queueExecutor({ url, study: name, slots, log, ...timing });
    await runStudy({ study, executor, subject: { ...madeSubject, data: wishes }, ...rest });
  } finally {
    await study.close();
  }
  return study.trials;
}

/** Half a minute is enough for trials as small as these. */
const soon = (condition: () => boolean) => until(condition, 30);

function checkFinished(trials: readonly Trial[], count: number): void {
  assert.deepEqual(trials.map(({ state }) => state), new Array(count).fill("finished"));
  for (const { parameters, value } of trials) assert.equal(value, branin.evaluate(parameters));
  const points = new Set(trials.map(({ parameters }) => JSON.stringify(parameters)));
  assert.equal(points.size, count);
}

/** That every epoch of the trials was told, once and in order. */
function checkEpochs(trials: readonly Trial[]): void {
  for (const { reports } of trials) assert.deepEqual(reports.map(({ step }) => step), [1, 2, 3]);
}

postgresTest("workers share a study's trials through the queue", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const workers = [startQueueWorker(url), startQueueWorker(url)];
    const trials = await runQueued({ url, folder, trials: 8, wishes: "wait:20" });
    await Promise.all(workers.map((worker) => worker.end("SIGTERM")));
    checkFinished(trials, 8);
    assert.ok(trials.every(({ attempts, reports }) => attempts === 1 && reports.length === 3));
    const ran = trials.map(({ details }) => details.process);
    assert.deepEqual(new Set(ran), new Set(workers.map(({ pid }) => pid)));
    assert.ok(workers.every(({ lines }) => lines.at(-1) === "ended: InterruptedError"));
  });
});

postgresTest(
  "killed and frozen workers' trials run elsewhere, each with one result",
  async (url) => {
    await withTemporaryFolder(async (folder) => {
      const workers = [1, 2, 3].map(() => startQueueWorker(url));
      const [killed, frozen, other] = workers;
      const running = runQueued({ url, folder, trials: 6, wishes: "wait:400" });
      await soon(() => workers.every(({ lines }) => lines.length > 0));
      await killed.end("SIGKILL");
      frozen.kill("SIGSTOP");
      const trials = await running;
      frozen.kill("SIGCONT");
      await soon(() => /was stopped|too late/.test(frozen.lines.at(-1)!));
      await Promise.all([frozen.end("SIGTERM"), other.end("SIGTERM")]);
      checkFinished(trials, 6);
      const again = trials.filter(({ attempts }) => attempts === 2);
      assert.deepEqual(again.map(({ details }) => details.process), [other.pid, other.pid]);
      assert.ok(trials.every(({ reports }) => reports.length === 3));
      const journal = await Deno.readTextFile(`${folder}/journal.jsonl`);
      assert.equal(journal.match(/"event":"finished"/g)!.length, 6);
    });
  },
);

postgresTest("a killed worker's trial goes on elsewhere after its last epoch", async (url) => {
  await withTemporaryFolder(async (root) => {
    const place = (name: string) => join(root, name);
    const killed = startQueueWorker(url, "", place("one"));
    const [folder, queue] = [place("study"), await openQueue({ url })];
    const running = runQueued({ url, folder, trials: 1, slots: 1, wishes: "wait:1500" });
    const id = jobId("cheap", 0);
    while (!await queue.store.hasFiles(id, "checkpoint")) await wait(50);
    await killed.end("SIGKILL");
    const other = startQueueWorker(url, "", place("two"));
    const trials = await running;
    checkFinished(trials, 1);
    checkEpochs(trials);
    assert.ok(Number(trials[0].details.resumedAfter) >= 1);
    await soon(() => other.lines.some((line) => line.startsWith("trial 0 finished")));
    assert.ok(!await queue.store.hasFiles(id, "checkpoint"), "which nobody needs any more");
    await queue.close();
    await other.end("SIGTERM");
    assert.deepEqual([...Deno.readDirSync(place("two"))], [], "no litter");
  });
});

postgresTest("a worker that is interrupted gives its trial back at once", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const first = startQueueWorker(url);
    const running = runQueued({ url, folder, trials: 1, slots: 1, wishes: "wait:300" });
    await soon(() => first.lines.length > 0);
    await first.end("SIGINT");
    const startedMs = performance.now();
    const second = startQueueWorker(url);
    checkFinished(await running, 1);
    assert.ok(performance.now() - startedMs < LEASE_SECONDS * 1000);
    await second.end("SIGTERM");
  });
});

postgresTest(
  "a study interrupted in mid-trial goes on with what workers did meanwhile",
  async (url) => {
    await withTemporaryFolder(async (folder) => {
      const worker = startQueueWorker(url);
      const study = { url, folder, trials: 4, slots: 1, wishes: "wait:100" };
      const interrupt = new AbortController();
      const interrupted = runQueued({
        ...study,
        signal: interrupt.signal,
        onReport: ({ number }) => {
          if (number === 1) interrupt.abort(new InterruptedError("Interrupted"));
        },
      });
      await assert.rejects(interrupted, InterruptedError);
      assert.deepEqual((await cheapTrials(folder)).map(hasEnded), [true, false]);
      await soon(() => worker.lines.at(-1)!.startsWith("trial 1 finished"));
      checkFinished(await runQueued(study), 4);
      await worker.end("SIGTERM");
      const begun = worker.lines.filter((line) => line.endsWith("begins"));
      assert.deepEqual(begun, [0, 1, 2, 3].map((number) => `trial ${number} begins`), "each once");
    });
  },
);

postgresTest("failed and hopeless trials end as such in the study", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const worker = startQueueWorker(url);
    const pruner = { kind: "median", startupTrials: 2, warmupSteps: 0 } as const;
    const wishes = "wait:400,fail:1";
    const trials = await runQueued({ url, folder, trials: 8, slots: 1, wishes, pruner });
    await worker.end("SIGTERM");
    assert.equal(trials[1].reason, "out of memory");
    const pruned = trials.filter(({ state }) => state === "pruned");
    assert.ok(pruned.length > 0);
    assert.ok(trials.every(hasEnded));
  });
});

postgresTest("a worker without one study's data leaves it to others and goes on", async (url) => {
  await withTemporaryFolder(async (root) => {
    const [rare, common] = ["rare", "common"].map((name) => join(root, name));
    const lacking = startQueueWorker(url, "lacking");
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const study = { url, trials: 3, slots: 2 };
    const waiting = runQueued({ ...study, folder: rare, name: "rare", wishes: "rare", log });
    await soon(() => lacking.lines.some((line) => line.startsWith("A study is left to others")));
    checkFinished(await runQueued({ ...study, folder: common, name: "common" }), 3);
    const able = startQueueWorker(url);
    const trials = await waiting;
    await Promise.all([lacking.end("SIGTERM"), able.end("SIGTERM")]);
    checkFinished(trials, 3);
    assert.deepEqual(new Set(trials.map(({ details }) => details.process)), new Set([able.pid]));
    assert.deepEqual(lines, [
      "A worker cannot run this study's trials: Expected data, but found none",
    ], "said once");
  });
});

postgresTest(
  "malformed, foreign and newer jobs are set aside, and the worker goes on",
  async (url) => {
    await withTemporaryFolder(async (folder) => {
      const queue = await openQueue({ url });
      const task = { number: 0, parameters: { x: 1 }, subject: madeSubject };
      const jobs: object[] = [
        { some: "other program's" },
        { study: "broken" },
        { study: "newer", task: { ...task, newField: 1 } },
        { study: "newer", task: { ...task, subject: { ...madeSubject, config: { version: 99 } } } },
        { study: 5, task },
      ];
      for (const data of jobs) {
        const { study } = data as { study?: unknown };
        await queue.boss.send(
          TRIALS,
          data,
          typeof study === "string" ? { group: { id: study } } : {},
        );
      }
      const worker = startQueueWorker(url);
      checkFinished(await runQueued({ url, folder, trials: 3 }), 3);
      const left = worker.lines.filter((line) => line.includes("left to others"));
      assert.equal(left.length, 4, "of the newer study one is tried");
      assert.match(left[0], /^A job is left to others: a trial of the queue field study: /);
      // The second job of the newer study waits for a newer worker.
      assert.equal((await queue.boss.findJobs(TRIALS, { queued: true })).length, 1);
      await worker.end("SIGTERM");
      assert.equal(worker.lines.at(-1), "ended: InterruptedError");
      await queue.close();
    });
  },
);

postgresTest("a second process on one study is refused while the first runs it", async (url) => {
  await withTemporaryFolder(async (root) => {
    const [first, copy] = ["first", "copy"].map((name) => join(root, name));
    const worker = startQueueWorker(url);
    const running = runQueued({ url, folder: first, trials: 3, wishes: "wait:100" });
    await soon(() => worker.lines.length > 0);
    await assert.rejects(runQueued({ url, folder: copy, trials: 3 }), {
      name: "UserError",
      message: /^Expected no other process to run this study through the queue, but one does/,
    });
    checkFinished(await running, 3);
    // Once it has ended, the other one goes on with the outcomes that are there.
    const copied = await runQueued({ url, folder: copy, trials: 3 });
    checkFinished(copied, 3);
    checkEpochs(copied);
    await worker.end("SIGTERM");
  });
});

postgresTest(
  "two processes that take turns on a study both get every epoch, whoever was told it first",
  async (url) => {
    await withTemporaryFolder(async (root) => {
      const [one, two] = ["one", "two"].map((name) => join(root, name));
      const worker = startQueueWorker(url);
      const killed = startQueueStudy(url, one, 4);
      // In the midst of trials that the first process was told epochs of.
      const journal = join(one, "journal.jsonl");
      const told = () => pathExists(journal) && /"reported"/.test(Deno.readTextFileSync(journal));
      await soon(told);
      await killed.end("SIGKILL");
      const study = { url, trials: 4, wishes: "wait:150" };
      for (const folder of [two, one]) {
        const trials = await runQueued({ ...study, folder });
        checkFinished(trials, 4);
        checkEpochs(trials);
      }
      await worker.end("SIGTERM");
      const begun = worker.lines.filter((line) => line.endsWith("begins"));
      assert.equal(begun.length, 4, "each trial ran once");
    });
  },
);

postgresTest("news come at once: nobody waits for the next look at the queue", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const worker = startQueueWorker(url);
    const startMs = performance.now();
    checkFinished(await runQueued({ url, folder, trials: 4, slots: 1, pollSeconds: 60 }), 4);
    assert.ok(performance.now() - startMs < 50_000);
    await worker.end("SIGTERM");
  });
});

postgresTest("a database that is gone is given up after the stated time", async (url) => {
  await withTemporaryFolder(async (folder) => {
    const worker = startQueueWorker(url);
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const study = {
      url,
      folder,
      trials: 4,
      slots: 1,
      wishes: "wait:2000",
      patienceSeconds: 2,
      log,
    };
    const running = runQueued(study);
    await soon(() => worker.lines.length > 0);
    const gone = assert.rejects(running, {
      name: "UserError",
      message: /^The queue has not answered for 2 s \(.*\); start again when it does/,
    });
    const other = new URL(url);
    other.pathname = "/postgres";
    const client = new pg.Client({ connectionString: String(other) });
    await client.connect();
    await client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
    await client.end();
    await gone;
    assert.match(lines[0], /^The queue does not answer \(.*\); trying on for 2 s$/);
    await soon(() => worker.lines.at(-1) === "ended: UserError");
    await worker.end("SIGTERM").catch(() => {});
  });
});

Deno.test("a queue that cannot be reached is the user's mistake; its password stays secret", async () => {
  await assert.rejects(openQueue({ url: "mysql://host/database" }), (error) => {
    return error instanceof UserError && /like postgres:/.test(error.message);
  });
  await assert.rejects(openQueue({ url: "postgres://me:secret@127.0.0.1:1/none" }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /queue at postgres:\/\/me:…@127\.0\.0\.1:1\/none: .*ECONNREFUSED/);
    return !error.message.includes("secret");
  });
});

Deno.test("a trial's job has one id, which is a UUID of the free form", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const ids = ["a", "b"].flatMap((study) => [0, 1, 2].map((trial) => jobId(study, trial)));
  assert.ok(ids.every((id) => uuid.test(id)));
  assert.equal(new Set(ids).size, 6);
  assert.equal(jobId("a", 1), ids[1]);
});

Deno.test.afterAll(stopTestServer);
