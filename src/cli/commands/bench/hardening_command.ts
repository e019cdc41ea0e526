/** The command `bench hardening`: damaged files for every reader, kills for every writer. */
import type { Command } from "commander";
import { benchHardening, type BenchHardeningOptions } from "../../../../bench/hardening.ts";
import { interruptSignal } from "../../../base/interrupt_signal.ts";
import { globalOptions } from "../../create_program.ts";
import { publishOption, typedCommand, wholeNumberFrom, wholeNumberOption } from "../../options.ts";

type HardeningFlags = Omit<BenchHardeningOptions, "modules" | "quiet" | "signal" | "command">;

/** Adds `bench hardening`. */
export function addHardeningBenchCommand(bench: Command): void {
  bench
    .command("hardening")
    .description(
      "Test every reader with damaged files, and every writing command with kills and faults",
    )
    .option("--inputs <count>", "of all readers; 0 for none", wholeNumberFrom(0), 1_000_000)
    .option("--readers <names...>", "only these")
    .option("--minutes <number>", "for the readers, at most", wholeNumberOption, 60)
    .option(
      "--moments <count>",
      "at which commands die; 0 for none",
      wholeNumberFrom(0),
      200,
    )
    .option(
      "--tries <count>",
      "of each other fault in each command; 0 for none",
      wholeNumberFrom(0),
      5,
    )
    .option("--seed <number>", "fixes all inputs and moments", wholeNumberOption, 1)
    .option("--no-memory", "do not measure the memory of everyday commands")
    .option("--out <file>", "where the rows go; those not measured stay", "reports/hardening.json")
    .addOption(publishOption({ out: "results/hardening.json" }))
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText(
      "after",
      "\nExample:\n  duygu bench hardening --inputs 20000 --moments 10 --tries 1",
    )
    .action(async (flags: HardeningFlags, command: Command) => {
      const { quiet } = globalOptions(command);
      const signal = interruptSignal();
      const modules = [import.meta.resolve("../../fuzz_targets.ts")];
      await benchHardening({ ...flags, modules, quiet, signal, command: typedCommand() });
    });
}
