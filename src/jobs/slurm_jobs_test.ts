/** Runs on a real Slurm of one machine, whose tasks are killed and requeued, node and controller. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { until } from "../base/testing/until.ts";
import { dataHash } from "../data/corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { currentEngine } from "../engine/select_engine.ts";
import { runFolder } from "../train/train_run.ts";
import { codeVersion } from "./code_version.ts";
import { jobSchema, makeJob } from "./job.ts";
import { readProgress } from "./run_job.ts";
import { allRuns } from "./run_jobs.ts";
import { keptArrays } from "./slurm_array.ts";
import { slurmJobs } from "./slurm_jobs.ts";
import { slurmTasks } from "./slurm.ts";
import {
  assertSameRuns,
  madeRuns,
  openTestJobs,
  THREADS,
  undisturbedRuns,
} from "./testing/made_runs.ts";
import { slurmTest, stopTestSlurm, type TestSlurm } from "./testing/slurm_test_server.ts";

const engine = { engine: "tensorflow", threads: THREADS } as const;

/** What asks this Slurm for runs. */
function executorOf(slurm: TestSlurm, runsFolder: string, dataRoot: string, more = {}) {
  return (log: (line: string) => void) =>
    slurmJobs({
      ...{ engine, runsFolder, dataRoot, call: slurm.call, log, pollSeconds: 0.3 },
      ...{ slurm: "--time=10 --mem=0", ...more },
    });
}

/** The running tasks, as scontrol calls them. */
async function runningTasks({ call }: TestSlurm): Promise<string[]> {
  const { stdout } = await call("squeue", ["-h", "-r", "-t", "running", "-o", "%F_%K"]);
  return stdout.split("\n").filter(Boolean);
}

slurmTest(
  "runs of Slurm's tasks equal those of this machine's processes, byte by byte",
  async (slurm) => {
    await withTemporaryFolder(async (root) => {
      const { data, corpus, configs } = await madeRuns(root, 3, 3);
      const runs = join(root, "runs");
      const jobs = await openTestJobs(runs, executorOf(slurm, runs, data, { throttle: 2 }));
      const made = await allRuns(configs.map((config) => jobs.run(config, corpus)))
        .finally(() => jobs.close());
      const runsFolder = join(root, "here");
      const whole = await undisturbedRuns(configs, corpus, { data, runsFolder });
      await assertSameRuns(whole, made);
      assert.deepEqual(await keptArrays(runs, jobSchema), [], "no litter");
      // Finished runs need no Slurm.
      const none = await openTestJobs(runs, () => {
        throw new Error("not needed");
      });
      await assertSameRuns(made, await allRuns(configs.map((config) => none.run(config, corpus))));
      await none.close();
    });
  },
);

slurmTest(
  "a killed and a requeued task, a drained node, a controller that restarts and whoever asked, " +
    "killed, lose nothing and double nothing",
  async (slurm) => {
    await withTemporaryFolder(async (root) => {
      const { data, corpus, configs } = await madeRuns(root, 3, 60);
      const runs = join(root, "runs");
      const interrupt = new AbortController();
      const first = await openTestJobs(runs, executorOf(slurm, runs, data), interrupt);
      const interrupted = configs.map((config) => first.run(config, corpus));
      for (const one of interrupted) one.catch(() => {});
      const folder = (at: number) => runFolder(configs[at], runs);
      const epochOf = async (at: number) => (await readProgress(folder(at)))?.epoch ?? 0;
      await until(async () => await epochOf(0) > 1);
      // The process of a task is killed.
      const [, pid] = (await readProgress(folder(0)))!.worker.split(" ");
      Deno.kill(Number(pid), "SIGKILL");
      // Whoever asked goes, as by a kill: nothing is cancelled.
      interrupt.abort(new InterruptedError("Interrupted"));
      await assert.rejects(interrupted[0], InterruptedError);
      await first.close();
      await slurm.stopController();
      const second = await openTestJobs(runs, executorOf(slurm, runs, data));
      const asked = allRuns(configs.map((config) => second.run(config, corpus)));
      await slurm.startController();
      // A task is requeued, as by a preemption, while its node is drained.
      await until(async () => (await runningTasks(slurm)).length > 0);
      const [task] = await runningTasks(slurm);
      const control = (...args: string[]) => slurm.call("scontrol", args);
      await control("update", `NodeName=${slurm.node}`, "State=DRAIN", "Reason=test");
      await control("requeue", task);
      await until(async () => !(await runningTasks(slurm)).includes(task));
      await control("update", `NodeName=${slurm.node}`, "State=RESUME");
      // Slurm lets a requeued task wait for two minutes.
      await until(async () => {
        await control("update", `JobId=${task}`, "StartTime=now");
        const all = ["-h", "-r", "-t", "all", "-o", "%F_%K|%T"];
        const { stdout } = await slurm.call("squeue", all);
        return stdout.includes(`${task}|RUNNING`) || stdout.includes(`${task}|COMPLETED`);
      });
      const made = await asked.finally(() => second.close());
      const runsFolder = join(root, "here");
      const whole = await undisturbedRuns(configs, corpus, { data, runsFolder });
      await assertSameRuns(whole, made);
      const left = (await slurmTasks(slurm.call)).filter(({ state }) => state === "RUNNING");
      assert.deepEqual(left, []);
    });
  },
);

slurmTest("what Slurm refuses is said, and what is asked to be cancelled is", async (slurm) => {
  await withTemporaryFolder(async (root) => {
    const { data, corpus, configs: [config] } = await madeRuns(root, 1, 1000);
    const runs = join(root, "runs");
    const wrong = await openTestJobs(
      runs,
      executorOf(slurm, runs, data, { slurm: "--partition=gpuu" }),
    );
    await assert.rejects(wrong.run(config, corpus), {
      name: "UserError",
      message: /Slurm's sbatch refused: .*gpuu|Slurm's sbatch refused: .*partition/,
    });
    await wrong.close();
    const executor = executorOf(slurm, runs, data)(() => {});
    const code = await codeVersion();
    const job = makeJob(config, { data: dataHash(corpus), engine: currentEngine(), code });
    const running = executor.run(job, { begun: () => {}, epoch: () => {} });
    running.catch(() => {});
    await until(async () => (await runningTasks(slurm)).length > 0);
    await executor.stop(true);
    await assert.rejects(running, { name: "UserError" });
    await until(async () => (await runningTasks(slurm)).length === 0);
  });
});

Deno.test.afterAll(stopTestSlurm);
