/** The command `bench tuning`: Bayesian optimisation against scikit-optimize. */
import type { Command } from "commander";
import { benchTuning, type BenchTuningOptions } from "../../../../bench/tuning.ts";
import { globalOptions } from "../../global_options.ts";
import { pythonOption } from "../../python_option.ts";
import { typedCommand } from "../../typed_command.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

type TuningBenchFlags = Omit<BenchTuningOptions, "quiet" | "command">;

/** Adds `bench tuning`. */
export function addTuningBenchCommand(bench: Command): void {
  bench
    .command("tuning")
    .description("Measure Bayesian optimisation of test functions against scikit-optimize")
    .addOption(pythonOption("scikit-optimize"))
    .option("--seeds <count>", "how many seeds", wholeNumberOption, 10)
    .option("--calls <count>", "evaluations of a test function", wholeNumberOption, 50)
    .option(
      "--rounds <count>",
      "timed turns for each number of observations",
      wholeNumberOption,
      7,
    )
    .option("--out <file>", "where the result goes", "results/tuning.json")
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText("after", "\nExample:\n  duygu bench tuning --python python3")
    .action((flags: TuningBenchFlags, command: Command) => {
      const { quiet } = globalOptions(command);
      return benchTuning({ ...flags, quiet, command: typedCommand() });
    });
}
