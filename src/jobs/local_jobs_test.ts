/** Runs in processes of this machine, which are killed, and whose parent is interrupted. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { until } from "../base/testing/until.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { hasCheckpoint } from "../train/checkpoint.ts";
import { overrideConfig } from "../train/run_config.ts";
import { runFolder } from "../train/train_run.ts";
import { jobHash } from "./job.ts";
import { localJobs } from "./local_jobs.ts";
import { readProgress } from "./run_job.ts";
import { allRuns } from "./run_jobs.ts";
import {
  assertSameRuns,
  madeRuns,
  openTestJobs,
  THREADS,
  undisturbedRuns,
} from "./testing/made_runs.ts";

const engine = { engine: "tensorflow", threads: THREADS } as const;

Deno.test("a killed process and an interrupted parent change no byte of a run", async () => {
  await withTemporaryFolder(async (root) => {
    const { data, corpus, configs: [config] } = await madeRuns(root, 1, 60);
    const runs = join(root, "runs");
    const folder = runFolder(config, runs);
    const lines: string[] = [];
    const executor = () =>
      localJobs({
        ...{ count: 1, engine, runsFolder: runs, dataRoot: data },
        log: (line) => lines.push(line),
      });
    const interrupt = new AbortController();
    const first = await openTestJobs(runs, executor, { signal: interrupt.signal });
    const interrupted = first.run(config, corpus);
    interrupted.catch(() => {});
    const stands = async () => (await readProgress(folder))?.epoch ?? 0;
    await until(async () => await stands() > 1);
    const [, pid] = (await readProgress(folder))!.worker.split(" ");
    Deno.kill(Number(pid), "SIGKILL");
    await until(async () => {
      const progress = await readProgress(folder);
      return progress !== undefined && !progress.worker.endsWith(` ${pid}`) && progress.epoch > 0;
    });
    interrupt.abort(new InterruptedError("Interrupted"));
    await assert.rejects(interrupted, InterruptedError);
    await first.close();
    assert.ok(hasCheckpoint(folder), "it was not finished yet");
    assert.match(lines.join("\n"), /The worker of anad-.* ended by SIGKILL/);
    const second = await openTestJobs(runs, executor);
    const result = await second.run(config, corpus).finally(() => second.close());
    const runsFolder = join(root, "whole");
    await assertSameRuns(await undisturbedRuns([config], corpus, { data, runsFolder }), [result]);
  });
});

Deno.test("a run that fails leaves the others alone, and is named", async () => {
  await withTemporaryFolder(async (root) => {
    const { data, corpus, configs: [good, other] } = await madeRuns(root, 2, 2);
    const wrong = overrideConfig(other, { protocol: "speaker", fold: "nobody" }, "the test's");
    const runs = join(root, "runs");
    const jobs = await openTestJobs(
      runs,
      (log) => localJobs({ count: 2, engine, runsFolder: runs, dataRoot: data, log }),
    );
    const asked = [jobs.run(wrong, corpus), jobs.run(good, corpus)];
    await assert.rejects(allRuns(asked), /The run anad-.* failed: /);
    assert.equal((await asked[1]).folder, runFolder(good, runs));
    await jobs.close();
  });
});

Deno.test("a job is the same for whoever asks, and another with other data", async () => {
  await withTemporaryFolder(async (root) => {
    const { configs: [one, two] } = await madeRuns(root, 2);
    const { version, corpus, ...rest } = one;
    assert.equal(
      jobHash({ config: one, data: "a" }),
      jobHash({ config: { ...rest, corpus, version }, data: "a" }),
    );
    assert.notEqual(jobHash({ config: one, data: "a" }), jobHash({ config: one, data: "b" }));
    assert.notEqual(jobHash({ config: one, data: "a" }), jobHash({ config: two, data: "a" }));
  });
});
