/** Studies run on a real Slurm of one machine, whose tasks are killed and whose parent goes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { until } from "../base/testing/until.ts";
import { branin } from "../bayesopt/test_functions.ts";
import { hasEnded, type Trial } from "../bayesopt/trial.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { slurmTest, stopTestSlurm, type TestSlurm } from "../jobs/testing/slurm_test_server.ts";
import { runStudy, type RunStudyOptions } from "./run_study.ts";
import { slurmTrials } from "./slurm_trials.ts";
import { madeSubject } from "./testing/made_subject.ts";
import { cheapTrials, openCheapStudy } from "./testing/open_cheap_study.ts";

/** What a test varies. */
interface Varied extends Partial<RunStudyOptions> {
  folder: string;
  trials: number;
  slots?: number;
  wishes?: string;
  cancel?: boolean;
  log?: (line: string) => void;
}

/** Runs trials of the cheap objective as tasks of this Slurm. */
function executorOf(
  { call }: TestSlurm,
  { folder, slots = 2, cancel, log }: Pick<Varied, "folder" | "slots" | "cancel" | "log">,
) {
  return slurmTrials({
    ...{ call, slots, cancel, log, runsFolder: folder, pollSeconds: 0.3 },
    ...{ engine: { engine: "cpu", threads: 1 }, slurm: "--time=10 --mem=0" },
    script: import.meta.resolve("./testing/cheap_slurm_trial.ts"),
  });
}

/** Runs a study of the cheap objective on Slurm to its end. */
async function runOnSlurm(slurm: TestSlurm, varied: Varied) {
  const { folder, trials, slots, wishes = "", cancel, log, ...rest } = varied;
  const study = await openCheapStudy(folder, trials);
  const executor = executorOf(slurm, { folder, slots, cancel, log });
  try {
    await runStudy({ study, executor, subject: { ...madeSubject, data: wishes }, ...rest });
  } finally {
    await study.close();
  }
  return study.trials;
}

function checkFinished(trials: readonly Trial[], count: number): void {
  assert.deepEqual(trials.map(({ state }) => state), new Array(count).fill("finished"));
  for (const { parameters, value, reports } of trials) {
    assert.equal(value, branin.evaluate(parameters));
    assert.deepEqual(reports.map(({ step }) => step), [1, 2, 3], "each epoch once");
  }
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** The process of a running task with an epoch. */
async function taskProcess(folder: string): Promise<number> {
  let found: number | undefined;
  await until(() => {
    for (const array of namesIn(join(folder, ".slurm"))) {
      try {
        const path = join(folder, ".slurm", array, "progress", "0.json");
        const { worker, epoch } = JSON.parse(Deno.readTextFileSync(path));
        if (epoch > 1) found = Number(worker.split(" ")[1]);
      } catch {
        continue;
      }
    }
    return found !== undefined;
  });
  return found!;
}

slurmTest("a study's trials are tasks of Slurm; a killed one runs again", async (slurm) => {
  await withTemporaryFolder(async (folder) => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const running = runOnSlurm(slurm, { folder, trials: 2, wishes: "wait:700", log });
    await until(() => namesIn(folder).includes(".slurm"));
    Deno.kill(await taskProcess(folder), "SIGKILL");
    const trials = await running;
    checkFinished(trials, 2);
    assert.ok(trials.some(({ details }) => Number(details.resumedAfter) >= 1));
    assert.match(lines.join("\n"), /trial \d: its task ended as FAILED without an exit file/);
    assert.deepEqual(namesIn(join(folder, ".slurm")), [], "no litter");
    assert.ok(!namesIn(folder).includes(".trials"));
  });
});

slurmTest(
  "a study that is interrupted finds its trials with Slurm, or cancels them",
  async (slurm) => {
    await withTemporaryFolder(async (folder) => {
      const study = { folder, trials: 2, slots: 1, wishes: "wait:300" };
      const interrupted = (cancel: boolean) => {
        const interrupt = new AbortController();
        return runOnSlurm(slurm, {
          ...study,
          cancel,
          signal: interrupt.signal,
          onReport: () => interrupt.abort(new InterruptedError("Interrupted")),
        });
      };
      await assert.rejects(interrupted(false), InterruptedError);
      assert.deepEqual((await cheapTrials(folder)).map(hasEnded), [false]);
      const process = await taskProcess(folder);
      const states = async () => (await slurm.call("squeue", ["-h", "-o", "%T"])).stdout;
      await until(async () => await states() === "");
      const more: number[] = [];
      const trials = await runOnSlurm(slurm, {
        ...study,
        trials: 1,
        onEnd: ({ details }) => more.push(Number(details.worker)),
      });
      checkFinished(trials, 1);
      assert.deepEqual(more, [process], "its outcome was there");
      await assert.rejects(interrupted(true), InterruptedError);
      await until(async () => await states() === "");
      checkFinished(await runOnSlurm(slurm, study), 2);
    });
  },
);

slurmTest("failed, hopeless and impossible trials end as such", async (slurm) => {
  await withTemporaryFolder(async (folder) => {
    const executor = executorOf(slurm, { folder, slots: 3 });
    const run = (number: number, wishes: string, prunedAt?: number) =>
      executor.run(
        { number, parameters: { x: 1, y: 2 }, subject: { ...madeSubject, data: wishes } },
        {
          report: (step) => Promise.resolve(step === prunedAt),
          restarted: () => Promise.reject(new Error("not expected")),
        },
      );
    const unable = run(2, "unable");
    unable.catch(() => {});
    const [pruned, failed] = await Promise.all([run(0, "wait:4000", 1), run(1, "fail:1")]);
    assert.deepEqual([pruned.state, failed.state], ["pruned", "failed"]);
    assert.equal((failed as { reason: string }).reason, "out of memory");
    await assert.rejects(unable, { name: "UserError", message: "Expected data, but found none" });
    await executor.stop();
  });
});

Deno.test.afterAll(stopTestSlurm);
