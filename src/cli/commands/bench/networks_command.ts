/** The command `bench networks`: size and time per epoch of the speech networks. */
import { type Command, Option } from "commander";
import { benchNetworks, type BenchNetworksOptions } from "../../../../bench/networks.ts";
import { selectEngine } from "../../../engine/select_engine.ts";
import { speechModels } from "../../../train/speech_config.ts";
import { globalOptions } from "../../global_options.ts";
import { typedCommand } from "../../typed_command.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

type NetworksFlags = Omit<BenchNetworksOptions, "corpus" | "dataRoot" | "quiet" | "command">;

/** Adds `bench networks`. */
export function addNetworksBenchCommand(bench: Command): void {
  bench
    .command("networks")
    .description("Size and time per epoch of the speech networks, against EmotionUnet's")
    .argument("[corpus]", "whose clips they are trained on", "turev")
    .addOption(
      new Option("--models <names...>", "which networks beside it")
        .choices(speechModels).default(speechModels, "all"),
    )
    .option("--rounds <number>", "timed epochs of each", wholeNumberOption, 5)
    .option("--out <path>", "where PATH.json and PATH.md go", "results/networks")
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench networks turev --rounds 5")
    .action(async (corpus: string, flags: NetworksFlags, command: Command) => {
      const { engine, data, quiet } = globalOptions(command);
      await selectEngine({ engine });
      await benchNetworks({ ...flags, corpus, dataRoot: data, quiet, command: typedCommand() });
    });
}
