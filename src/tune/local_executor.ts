import { fileURLToPath } from "node:url";
import { workerPool, type WorkerProgram } from "../jobs/worker_pool.ts";
import {
  type TrialExecutor,
  type TrialOutcome,
  trialOutcomeSchema,
  type TrialTask,
} from "./trial_task.ts";
import type { WorkerOptions } from "./worker_process.ts";

/** How local workers are run. */
interface LocalExecutorOptions {
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

/** Runs trials in processes of this machine. */
export function localExecutor({ count, program, log }: LocalExecutorOptions): TrialExecutor {
  const { run, stop } = workerPool<TrialTask, TrialOutcome>({
    ...{ count, program, log },
    outcomes: trialOutcomeSchema,
    nameOf: ({ number }) => `trial ${number}`,
    givenUp: (reason) => ({ state: "failed", reason, details: {} }),
  });
  return { slots: count, run, stop };
}
