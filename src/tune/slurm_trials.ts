/** Trials on Slurm: each is a task that works in the study's folder, which all machines share. */
import { join } from "node:path";
import { pathExists, sha256 } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { progressSchema } from "../jobs/run_job.ts";
import { slurmExecutor, type SlurmOptions } from "../jobs/slurm_executor.ts";
import {
  type TrialExecutor,
  type TrialOutcome,
  trialOutcomeSchema,
  type TrialTask,
  trialTaskSchema,
} from "./trial_task.ts";

/** How trials are given to Slurm; `runsFolder` is the study's folder. */
interface SlurmTrialsOptions extends Omit<SlurmOptions, "throttle"> {
  /** Trials with Slurm at once. */
  slots: number;
  /** True ends at a stop what runs on Slurm; else the study finds it when it goes on. */
  cancel?: boolean;
  /** The program of a task, for tests. */
  script?: string;
}

/** Runs trials as tasks of Slurm. Throws UserError for options that sbatch does not have. */
export function slurmTrials(
  { slots, cancel, script, ...options }: SlurmTrialsOptions,
): TrialExecutor {
  const { run, stop } = slurmExecutor<TrialTask, TrialOutcome>({
    script: script ?? import.meta.resolve("./slurm_trial.ts"),
    tasks: trialTaskSchema,
    outcomes: trialOutcomeSchema,
    title: "trials",
    keyOf: (task) => sha256(JSON.stringify(task)),
    nameOf: ({ number }) => `trial ${number}`,
    progressOf: async (_, { folder }, index) => {
      const path = trialProgress(folder, index);
      return pathExists(path) ? await readJson(path, progressSchema) : undefined;
    },
    isKept: () => true,
    isForgotten: () => true,
    givenUp: (reason) => ({ state: "failed", reason, details: {} }),
    unable: ({ reason, isUsersMistake }) => {
      throw isUsersMistake ? new UserError(reason) : new Error(reason);
    },
  }, options);
  return {
    slots,
    // A task that is begun again goes on after its last epoch.
    run: (task, { report }) => run(task, { epoch: report }),
    stop: () => stop(cancel),
  };
}

/** Where a trial's epochs are told, in the folder of its array. */
export function trialProgress(array: string, index: number): string {
  return join(array, "progress", `${index}.json`);
}
