/** The command `worker --queue URL`: makes runs and trials that commands elsewhere ask for. */
import { hostname } from "node:os";
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { jobService } from "../../jobs/queue_jobs.ts";
import { acceptable } from "../../jobs/run_job.ts";
import { serveQueue } from "../../jobs/serve_queue.ts";
import { trialService } from "../../tune/queued_trials.ts";
import { createTrainObjective } from "../../tune/train_trial.ts";
import { globalOptions } from "../create_program.ts";
import { positiveOption, wholeNumberOption } from "../options.ts";

/** Values of the options, as commander gives them. */
interface WorkerOptions {
  queue: string;
  threads?: number;
  idle?: number;
  runs: string;
  accept?: typeof acceptable[number][];
}

/** Adds `worker` to the program. */
export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("Make runs and trials that `--on queue:…` asks for, here or on other machines")
    .requiredOption("--queue <url>", "the PostgreSQL of the queue (postgres://…)")
    .option("--threads <count>", "cores for the engine, all by default", wholeNumberOption)
    .option(
      "--idle <seconds>",
      "end after so long without a task; never by default",
      positiveOption,
    )
    .option("--runs <dir>", "folder of the worker's own runs, from which they are sent", "runs")
    .addOption(
      new Option("--accept <what...>", "may be others than those of whoever asks for a run")
        .choices(acceptable),
    )
    .addHelpText(
      "after",
      "\nThe worker needs the same data (--data). Ctrl-C gives its task back; the task of one that is\n" +
        "killed goes on elsewhere after its last checkpoint, which is in the database. What " +
        "needs other\ndata, another engine, another number of threads or other code is left to others. " +
        "Where the database\ndoes not answer for ten minutes, the worker ends.\n\n" +
        "Example:\n  duygu worker --queue postgres://duygu@server/jobs --data /data",
    )
    .action(async ({ queue, threads, idle, runs, accept }: WorkerOptions, command: Command) => {
      const { engine, data, quiet } = globalOptions(command);
      const description = await selectEngine({ engine, threads, trainsMany: true });
      const log = (line: string) => quiet || console.error(line);
      log(`Worker with ${description.engine} ${description.version}, waiting for runs and trials`);
      await serveQueue({
        url: queue,
        services: [
          jobService({ runsFolder: runs, dataRoot: data, accept }),
          trialService(
            createTrainObjective({ dataRoot: data, quiet }),
            { host: hostname() },
            runs,
          ),
        ],
        idleSeconds: idle,
        signal: interruptSignal(),
        log,
      });
    });
}
