/** The command `bench features`: feature extraction against librosa. */
import type { Command } from "commander";
import {
  benchFeatureMemory,
  benchFeatures,
  type BenchFeaturesOptions,
} from "../../../../bench/features.ts";
import { globalOptions } from "../../create_program.ts";
import { publishOption, pythonOption, typedCommand, wholeNumberOption } from "../../options.ts";

type FeaturesBenchFlags = Omit<BenchFeaturesOptions, "dataRoot" | "quiet" | "command">;

/** Adds `bench features`. */
export function addFeaturesBenchCommand(bench: Command): void {
  bench
    .command("features")
    .description("Measure feature extraction of TurEV-DB's clips against librosa, taking turns")
    .addOption(pythonOption("librosa"))
    .option("--clips <count>", "how many clips", wholeNumberOption, 200)
    .option("--rounds <count>", "rounds that count", wholeNumberOption, 5)
    .option("--out <file>", "where the rows go; other rows stay", "reports/engine.json")
    .addOption(publishOption({ out: "results/engine.json" }))
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench features --python python3")
    .action(async (flags: FeaturesBenchFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      await benchFeatures({ ...flags, dataRoot: data, quiet, command: typedCommand() });
    });
}

// The command `bench feature-memory`: memory while a large generated corpus streams through.

/** Adds `bench feature-memory`. */
export function addFeatureMemoryCommand(bench: Command): void {
  bench
    .command("feature-memory")
    .description("Measure memory while features of a generated corpus stream; print it as JSON")
    .option("--clips <count>", "how many clips are generated", wholeNumberOption, 20_000)
    .addHelpText("after", "\nExample:\n  duygu bench feature-memory --clips 5000")
    .action(({ clips }: { clips: number }) => benchFeatureMemory(clips));
}
