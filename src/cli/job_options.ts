/** The options of commands that ask for many runs: where they are made, and how many at once. */
import { type Command, Option } from "commander";
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

/** Values of the options that say where something is made. */
export interface PlaceFlags {
  on: ExecutorChoice;
  threads?: number;
  slurm?: string;
  cancel?: true;
}

/** Values of the options of commands that ask for runs. */
export interface JobFlags extends PlaceFlags {
  throttle?: number;
}

/** Adds the options that say where runs or trials are made. */
export function addPlaceOptions(command: Command, what: "run" | "trial"): Command {
  return command
    .addOption(
      new Option(
        "--on <where>",
        `where ${what}s are made: local, local:N at once, slurm, or queue:postgres://… for ` +
          "`worker`s",
      ).argParser(executorChoice).default(executorChoice("local"), "local"),
    )
    .option(
      "--threads <count>",
      `of each ${what}, which decide on the last digits; by default the cores shared out`,
      wholeNumberOption,
    )
    .option("--slurm <options>", 'further options of sbatch, such as "--partition=gpu --time=4:00"')
    .option("--cancel", "on Ctrl-C also end what runs on Slurm or waits in the queue");
}

/** Adds those of commands that ask for runs. */
export function addJobOptions(command: Command): Command {
  return addPlaceOptions(command, "run")
    .option(
      "--throttle <count>",
      "at most so many tasks of a Slurm array at once",
      wholeNumberOption,
    );
}

/** Where `--queue URL`, the older form of `--on queue:URL`, and `--on` lead; that one wins. */
export function queuedOn(
  queue: string | undefined,
  on: ExecutorChoice,
  isGiven: boolean,
): ExecutorChoice {
  return queue === undefined || isGiven ? on : executorChoice(`queue:${queue}`);
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
