/** Studies run in processes of this machine, whose workers crash and are killed. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { branin } from "../bayesopt/test_functions.ts";
import { hasEnded, type Trial } from "../bayesopt/trial.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { localExecutor } from "./local_executor.ts";
import { runStudy, type RunStudyOptions } from "./run_study.ts";
import { madeSubject } from "./testing/made_subject.ts";
import { cheapTrials, openCheapStudy } from "./testing/open_cheap_study.ts";

const program = {
  script: fileURLToPath(new URL("testing/cheap_worker.ts", import.meta.url)),
  arguments: [] as string[],
};

/** What a test varies. */
interface Cheap extends Partial<RunStudyOptions> {
  folder: string;
  trials: number;
  workers?: number;
  /** The cheap objective's. */
  wishes?: string;
  log?: (line: string) => void;
  pruner?: { kind: "median"; startupTrials: number; warmupSteps: number };
}

/** Runs a study of the cheap objective to its end. */
async function runCheap({ folder, trials, workers = 2, wishes = "", log, pruner, ...rest }: Cheap) {
  const study = await openCheapStudy(folder, trials, pruner && { pruner });
  const executor = localExecutor({ count: workers, program, log });
  const subject = { ...madeSubject, data: wishes };
  try {
    await runStudy({ study, executor, subject, ...rest });
  } finally {
    await study.close();
  }
  return study.trials;
}

const points = (trials: readonly Trial[]) =>
  new Set(trials.map(({ parameters }) => JSON.stringify(parameters)));

Deno.test("workers in processes of their own share a study's trials", async () => {
  await withTemporaryFolder(async (folder) => {
    const lines: string[] = [];
    const ended: number[] = [];
    const trials = await runCheap({
      ...{ folder, trials: 8, wishes: "wait:20,fail:3" },
      log: (line) => lines.push(line),
      onEnd: ({ number }) => ended.push(number),
    });
    assert.equal(trials.length, 8);
    for (const { number, state, value, parameters, reports, attempts } of trials) {
      assert.deepEqual([state, attempts], [number === 3 ? "failed" : "finished", 1]);
      if (number === 3) continue;
      assert.equal(value, branin.evaluate(parameters));
      assert.deepEqual(reports.map(({ step }) => step), [1, 2, 3]);
    }
    assert.equal(trials[3].reason, "out of memory");
    assert.equal(points(trials).size, 8);
    assert.equal(new Set(trials.map(({ details }) => details.worker)).size, 3, "two, and none");
    assert.deepEqual(ended.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7]);
    const hellos = lines.filter((line) => line === "hello from a worker");
    assert.deepEqual([hellos.length, lines.length], [1, 3], "each sentence once");
    assert.deepEqual(await cheapTrials(folder), trials);
  });
});

Deno.test("a trial that kills its workers fails at the third and takes no other with it", async () => {
  await withTemporaryFolder(async (folder) => {
    const trials = await runCheap({ folder, trials: 5, wishes: "crash:2" });
    const { state, reason, attempts, reports } = trials[2];
    assert.deepEqual([state, attempts, reports.length], ["failed", 3, 0]);
    assert.equal(reason, "its worker ended with exit code 7, 3 times");
    assert.equal(trials.filter((trial) => trial.state === "finished").length, 4);
  });
});

Deno.test("a worker killed in mid-trial has its trial run again", async () => {
  await withTemporaryFolder(async (folder) => {
    let worker: number | undefined;
    let killed: number | undefined;
    const log = (line: string) => {
      if (line.startsWith("process ")) worker = Number(line.slice("process ".length));
    };
    const onReport = ({ number, reports }: Trial) => {
      if (killed !== undefined || number !== 1 || reports.length !== 2) return;
      killed = worker!;
      Deno.kill(killed, "SIGKILL");
    };
    const trials = await runCheap({
      ...{ folder, trials: 4, workers: 1, wishes: "wait:30", log, onReport },
    });
    assert.notEqual(killed, undefined);
    assert.deepEqual(trials.map(({ attempts }) => attempts), [1, 2, 1, 1]);
    assert.ok(trials.every(({ state }) => state === "finished"));
    assert.deepEqual(trials[1].reports.map(({ step }) => step), [1, 2, 3]);
  });
});

Deno.test("an interrupted study keeps what has ended and goes on to the same points", async () => {
  await withTemporaryFolder(async (folder) => {
    for (const part of ["whole", "interrupted"]) await Deno.mkdir(`${folder}/${part}`);
    const whole = await runCheap({ folder: `${folder}/whole`, trials: 7, workers: 1 });
    const interrupted = { folder: `${folder}/interrupted`, trials: 7, workers: 1 };
    for (const last of [2, 3, 5]) {
      const interrupt = new AbortController();
      const running = runCheap({
        ...interrupted,
        signal: interrupt.signal,
        onReport: ({ number, reports }) => {
          if (number === last && reports.length === 2) {
            interrupt.abort(new InterruptedError("Interrupted"));
          }
        },
      });
      await assert.rejects(running, InterruptedError);
      const trials = await cheapTrials(interrupted.folder);
      assert.deepEqual(trials.map(hasEnded), [...new Array(last).fill(true), false]);
      assert.equal(trials[last].state, "asked", "given back, to be run first");
    }
    const resumed = await runCheap(interrupted);
    const outcome = ({ parameters, value }: Trial) => ({ parameters, value });
    assert.deepEqual(resumed.map(outcome), whole.map(outcome));
  });
});

Deno.test("hopeless trials are stopped in the worker", async () => {
  await withTemporaryFolder(async (folder) => {
    const pruner = { kind: "median", startupTrials: 2, warmupSteps: 0 } as const;
    const trials = await runCheap({ folder, trials: 10, workers: 1, pruner });
    const pruned = trials.filter(({ state }) => state === "pruned");
    assert.ok(pruned.length > 0);
    assert.ok(pruned.every(({ reports, details }) => reports.length === details.epochs));
  });
});

Deno.test("where no trial can be run, the study ends with the worker's reason", async () => {
  await withTemporaryFolder(async (folder) => {
    await assert.rejects(runCheap({ folder, trials: 4, wishes: "unable" }), (error) => {
      return error instanceof UserError && error.message === "Expected data, but found none";
    });
    assert.ok((await cheapTrials(folder)).every(({ state }) => state === "asked"));
    const study = await openCheapStudy(folder, 4);
    const broken = localExecutor({ count: 1, program: { ...program, arguments: ["broken"] } });
    await assert.rejects(
      runStudy({ study, executor: broken, subject: madeSubject }),
      /ended with exit code 1 before it was ready: libtensorflow is missing/,
    );
    await study.close();
  });
});
