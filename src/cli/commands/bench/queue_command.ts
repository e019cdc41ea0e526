/** The command `bench queue`: how many jobs one PostgreSQL carries, while workers die. */
import type { Command } from "commander";
import { benchQueue, type BenchQueueOptions } from "../../../../bench/queue.ts";
import { globalOptions } from "../../create_program.ts";
import { publishOption, typedCommand, wholeNumberOption } from "../../options.ts";

type QueueBenchFlags = Omit<BenchQueueOptions, "quiet" | "command">;

/** Adds `bench queue`. */
export function addQueueBenchCommand(bench: Command): void {
  bench
    .command("queue")
    .description("Measure the queue: many cheap jobs on simulated workers, some of which die")
    .requiredOption("--queue <url>", "a PostgreSQL (postgres://…)")
    .option("--jobs <count>", "jobs", wholeNumberOption, 10_000)
    .option("--workers <count>", "simulated workers", wholeNumberOption, 200)
    .option("--processes <count>", "that they are divided among", wholeNumberOption, 4)
    .option("--kills <count>", "so many of these are killed and replaced", wholeNumberOption, 8)
    .option("--epoch-time <ms>", "of each of a job's three epochs", wholeNumberOption, 100)
    .option("--seed <number>", "fixes which jobs break off", wholeNumberOption, 1)
    .option("--out <file>", "where the result goes", "reports/queue.json")
    .addOption(publishOption({ out: "results/queue.json" }))
    .option("--json", "print the result as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench queue --queue postgres://duygu@server/jobs")
    .action(async (flags: QueueBenchFlags, command: Command) => {
      const { quiet } = globalOptions(command);
      await benchQueue({ ...flags, quiet, command: typedCommand() });
    });
}
