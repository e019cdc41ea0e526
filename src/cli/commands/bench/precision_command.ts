/** The command `bench precision`: what bfloat16 costs in accuracy. */
import type { Command } from "commander";
import { benchPrecision, type BenchPrecisionOptions } from "../../../../bench/precision.ts";
import { selectEngine } from "../../../engine/select_engine.ts";
import { globalOptions } from "../../global_options.ts";
import { typedCommand } from "../../typed_command.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

type PrecisionFlags =
  & Omit<BenchPrecisionOptions, "corpora" | "dataRoot" | "runsFolder" | "quiet" | "command">
  & { runs: string };

/** Adds `bench precision`. */
export function addPrecisionBenchCommand(bench: Command): void {
  bench
    .command("precision")
    .description("Train the same seeds in float32 and in bfloat16: what does bfloat16 cost?")
    .argument("<corpora...>", "turev, tess, anad, banglaser, fer2013, synthetic or one of your own")
    .option("--seeds <number>", "how many seeds", wholeNumberOption, 3)
    .option("--epochs <count>", "at most so many; the published number", wholeNumberOption)
    .option("--runs <dir>", "folder of the runs, finished ones are not run again", "runs")
    .option("--out <path>", "where PATH.json and PATH.md go", "results/precision")
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench precision turev --seeds 3")
    .action(async (corpora: string[], { runs, ...flags }: PrecisionFlags, command: Command) => {
      const { engine, data, quiet } = globalOptions(command);
      await selectEngine({ engine });
      const common = { dataRoot: data, quiet, command: typedCommand() };
      await benchPrecision({ ...flags, ...common, corpora, runsFolder: runs });
    });
}
