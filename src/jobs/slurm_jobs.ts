/** Runs on Slurm: their tasks work in the folder of the runs, which all machines share. */
import { runName } from "../train/run_config.ts";
import { runFolder } from "../train/train_run.ts";
import {
  type Job,
  type JobExecutor,
  jobHash,
  type JobOutcome,
  jobOutcomeSchema,
  jobSchema,
} from "./job.ts";
import type { JobStatus } from "./job_states.ts";
import { readProgress } from "./run_job.ts";
import { type CallSlurm, isAlive, slurmCaller, slurmTasks } from "./slurm.ts";
import { keptArrays, readExit } from "./slurm_array.ts";
import { slurmExecutor, type SlurmOptions } from "./slurm_executor.ts";

/** Takes jobs for Slurm. Throws UserError for options that sbatch does not have the form of. */
export function slurmJobs(options: SlurmOptions): JobExecutor {
  const failed = (reason: string, isUsersMistake: boolean): JobOutcome => ({
    ...{ state: "failed", reason, isUsersMistake },
  });
  const { run, stop } = slurmExecutor<Job, JobOutcome>({
    script: import.meta.resolve("./slurm_task.ts"),
    tasks: jobSchema,
    outcomes: jobOutcomeSchema,
    title: "runs",
    keyOf: (job) => jobHash(job) + job.code.digest,
    nameOf: ({ config }) => runName(config),
    progressOf: ({ config }) => readProgress(runFolder(config, options.runsFolder)),
    // What became of a finished run is its folder.
    isKept: () => false,
    isForgotten: ({ state }) => state === "finished",
    givenUp: (reason) => failed(reason, false),
    unable: ({ reason }) => failed(reason, true),
  }, options);
  return { slots: options.throttle ?? null, run, stop };
}

/** Where runs are that Slurm's arrays of this folder have, by name. */
export async function slurmStates(
  runsFolder: string,
  call: CallSlurm = slurmCaller(),
): Promise<Map<string, Partial<JobStatus>>> {
  const states = new Map<string, Partial<JobStatus>>();
  const arrays = await keptArrays(runsFolder, jobSchema);
  const tasks = arrays.length ? await slurmTasks(call).catch(() => []) : [];
  for (const { name, folder, tasks: jobs } of arrays) {
    for (const [index, { config }] of jobs.entries()) {
      const exit = await readExit(folder, index, jobOutcomeSchema);
      const task = tasks.find((one) => one.name === name && one.index === index);
      if (exit?.state === "failed" || exit?.state === "unable") {
        states.set(runName(config), { state: "failed", reason: exit.reason });
      } else if (task && isAlive(task.state)) {
        const isRunning = task.state === "RUNNING";
        states.set(
          runName(config),
          isRunning ? { state: "running", worker: task.nodes } : { state: "waiting" },
        );
      }
    }
  }
  return states;
}
