/** The command `bench feature-memory`: memory while a large generated corpus streams through. */
import type { Command } from "commander";
import { benchFeatureMemory } from "../../../../bench/feature_memory.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

/** Adds `bench feature-memory`. */
export function addFeatureMemoryCommand(bench: Command): void {
  bench
    .command("feature-memory")
    .description("Measure memory while features of a generated corpus stream; print it as JSON")
    .option("--clips <count>", "how many clips are generated", wholeNumberOption, 20_000)
    .addHelpText("after", "\nExample:\n  duygu bench feature-memory --clips 5000")
    .action(({ clips }: { clips: number }) => benchFeatureMemory(clips));
}
