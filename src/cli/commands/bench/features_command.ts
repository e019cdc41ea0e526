/** The command `bench features`: feature extraction against librosa. */
import type { Command } from "commander";
import { benchFeatures, type BenchFeaturesOptions } from "../../../../bench/features.ts";
import { globalOptions } from "../../global_options.ts";
import { pythonOption } from "../../python_option.ts";
import { typedCommand } from "../../typed_command.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

type FeaturesBenchFlags = Omit<BenchFeaturesOptions, "dataRoot" | "quiet" | "command">;

/** Adds `bench features`. */
export function addFeaturesBenchCommand(bench: Command): void {
  bench
    .command("features")
    .description("Measure feature extraction of TurEV-DB's clips against librosa, taking turns")
    .addOption(pythonOption("librosa"))
    .option("--clips <count>", "how many clips", wholeNumberOption, 200)
    .option("--rounds <count>", "rounds that count", wholeNumberOption, 5)
    .option("--out <file>", "where the rows go; other rows stay", "results/engine.json")
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench features --python python3")
    .action(async (flags: FeaturesBenchFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      await benchFeatures({ ...flags, dataRoot: data, quiet, command: typedCommand() });
    });
}
