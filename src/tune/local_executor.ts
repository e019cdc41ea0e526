/** In: how many workers. Out: an executor that runs trials in processes of this machine. */
import { fileURLToPath } from "node:url";
import {
  type LocalWorker,
  startLocalWorker,
  WorkerDiedError,
  type WorkerProgram,
} from "./local_worker.ts";
import { MAX_ATTEMPTS, type TrialExecutor, type TrialHooks } from "./trial_executor.ts";
import type { TrialOutcome, TrialTask } from "./trial_task.ts";
import type { WorkerOptions } from "./worker_process.ts";

/** How local workers are run. */
export interface LocalExecutorOptions {
  /** Processes. */
  count: number;
  program: WorkerProgram;
  /** Told what workers say on standard error, each sentence once, and that one died. */
  log?: (line: string) => void;
}

/** The program that trains networks, with its options. */
export function trainingProgram(options: WorkerOptions): WorkerProgram {
  return {
    script: fileURLToPath(new URL("worker_process.ts", import.meta.url)),
    arguments: [JSON.stringify(options)],
  };
}

/** Starts workers when they are needed, a new one for each that dies. */
export function localExecutor({ count, program, log = () => {} }: LocalExecutorOptions) {
  const idle: LocalWorker[] = [];
  const alive = new Set<LocalWorker>();
  const said = new Set<string>();
  let stopped = false;
  const logOnce = (line: string) => {
    if (!said.has(line)) log(line);
    said.add(line);
  };
  const start = () => {
    const worker = startLocalWorker(program, logOnce);
    alive.add(worker);
    return worker;
  };
  const attempt = async (task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome> => {
    if (stopped) throw new Error("The workers were stopped");
    const worker = idle.pop() ?? start();
    try {
      const outcome = await worker.run(task, hooks);
      idle.push(worker);
      return outcome;
    } catch (error) {
      await worker.kill();
      alive.delete(worker);
      throw error;
    }
  };
  const run = async (task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome> => {
    for (let count = 1;; count++) {
      try {
        return await attempt(task, hooks);
      } catch (error) {
        if (!(error instanceof WorkerDiedError) || stopped) throw error;
        log(`The worker of trial ${task.number} ${error.message}`);
        if (count === MAX_ATTEMPTS) {
          const reason = `its worker ${error.message}, ${count} times`;
          return { state: "failed", reason, details: {} };
        }
        await hooks.restarted();
      }
    }
  };
  const stop = async () => {
    stopped = true;
    await Promise.all([...alive].map((worker) => worker.kill()));
  };
  return { slots: count, run, stop } satisfies TrialExecutor;
}
