/** The options of commands that ask for many runs: where they are made, and how many at once. */
import type { Command } from "commander";
import { interruptSignal } from "../base/interrupt_signal.ts";
import { selectEngine } from "../engine/select_engine.ts";
import {
  type ExecutorChoice,
  executorChoice,
  openExecutor,
  threadsEach,
} from "../jobs/executor_choice.ts";
import { type Jobs, openJobs } from "../jobs/run_jobs.ts";
import { globalOptions } from "./create_program.ts";
import { wholeNumberOption } from "./options.ts";

/** Values of the options. */
export interface JobFlags {
  on: ExecutorChoice;
  threads?: number;
  slurm?: string;
  throttle?: number;
  cancel?: true;
}

/** Adds them. */
export function addJobOptions(command: Command): Command {
  return command
    .option(
      "--on <where>",
      "where runs are made: local, local:N at once, slurm, or queue:postgres://… for `worker`s",
      executorChoice,
      executorChoice("local"),
    )
    .option(
      "--threads <count>",
      "of each run, which decide on the last digits; by default the cores shared out",
      wholeNumberOption,
    )
    .option("--slurm <options>", 'further options of sbatch, such as "--partition=gpu --time=4:00"')
    .option(
      "--throttle <count>",
      "at most so many tasks of a Slurm array at once",
      wholeNumberOption,
    )
    .option("--cancel", "on Ctrl-C also end what runs on Slurm or waits in the queue");
}

/** Takes the permission to use the network from this process, for good, unless a queue is used. */
export function giveUpUnusedNetwork(on: ExecutorChoice): void {
  if (on.kind !== "queue") Deno.permissions.revokeSync({ name: "net" });
}

/**
 * Gives up the network unless a queue is used, starts the engine that figures are of, and begins to
 * take requests for runs.
 */
export async function openCommandJobs(
  { on, threads = threadsEach(on), slurm, throttle, cancel }: JobFlags,
  runsFolder: string,
  command: Command,
  data?: string,
): Promise<Jobs> {
  giveUpUnusedNetwork(on);
  const { engine: name, quiet, ...global } = globalOptions(command);
  const engine = await selectEngine({ engine: name, threads });
  const dataRoot = data ?? global.data;
  const options = { on, engine, runsFolder, dataRoot, slurm, throttle };
  return openJobs({
    ...{ engine, runsFolder, cancel, quiet },
    executor: (log) => openExecutor({ ...options, log }),
    signal: interruptSignal(),
  });
}
