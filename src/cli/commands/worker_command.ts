/** The command `worker --queue URL`: runs trials that a `tune --queue` elsewhere requests. */
import { hostname } from "node:os";
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { serveQueue } from "../../tune/serve_queue.ts";
import { createTrainObjective } from "../../tune/train_trial.ts";
import { globalOptions } from "../create_program.ts";
import { numberOption } from "../options.ts";

/** Values of the options, as commander gives them. */
interface WorkerOptions {
  queue: string;
  threads?: number;
  idle?: number;
}

/** Adds `worker` to the program. */
export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("Run trials of studies that `tune --queue` started, here or on other machines")
    .requiredOption("--queue <url>", "the PostgreSQL of the studies (postgres://…)")
    .addOption(
      new Option("--threads <count>", "cores for the engine, all by default")
        .argParser(numberOption("--threads")),
    )
    .addOption(
      new Option("--idle <seconds>", "end after so long without a trial; never by default")
        .argParser(numberOption("--idle")),
    )
    .addHelpText(
      "after",
      "\nThe worker needs the same data as the study (--data). Ctrl-C gives its trial back; one " +
        "that is killed\nhas its trial run again elsewhere. A study whose data or engine it lacks is " +
        "left to others. Where the\ndatabase does not answer for ten minutes, it ends.\n\n" +
        "Example:\n  duygu worker --queue postgres://duygu@server/trials --data /data",
    )
    .action(async ({ queue, threads, idle }: WorkerOptions, command: Command) => {
      const { engine, data, quiet } = globalOptions(command);
      const description = await selectEngine({ engine, threads });
      const log = (line: string) => quiet || console.error(line);
      log(`Worker with ${description.engine} ${description.version}, waiting for trials`);
      await serveQueue({
        url: queue,
        objective: createTrainObjective({ dataRoot: data, quiet }),
        details: { host: hostname() },
        idleSeconds: idle,
        signal: interruptSignal(),
        log,
      });
    });
}
