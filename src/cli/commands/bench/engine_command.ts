/** The command `bench engine`: train step and prediction against Keras and PyTorch. */
import type { Command } from "commander";
import { benchEngine, type BenchEngineOptions } from "../../../../bench/engine.ts";
import { commaListOption } from "../../comma_list_option.ts";
import { globalOptions } from "../../global_options.ts";
import { pythonOption } from "../../python_option.ts";
import { typedCommand } from "../../typed_command.ts";
import { wholeNumberOption } from "../../whole_number_option.ts";

type EngineBenchFlags =
  & Omit<BenchEngineOptions, "engines" | "epochs" | "quiet" | "command">
  & { epochs: number | false };

const NETWORKS = ["turev", "anad", "banglaser", "tess", "fer2013"];
const PRECISIONS = ["float32", "bfloat16"];

/** Adds `bench engine`. */
export function addEngineBenchCommand(bench: Command): void {
  bench
    .command("engine")
    .description(
      "Measure train step, prediction and epoch against Keras, PyTorch and JAX, taking turns",
    )
    .addOption(pythonOption("the peers"))
    .option("--install-peers", "first make such a Python in the cache folder (about 3 GB)")
    .option("--networks <ids>", "networks, by comma", commaListOption, NETWORKS)
    .option("--precisions <names>", "float32, bfloat16 or both", commaListOption, PRECISIONS)
    .option("--only <names>", "only these contenders, such as keras-xla,torch", commaListOption)
    .option("--rounds <count>", "rounds that count", wholeNumberOption, 6)
    .option("--steps <count>", "timed steps of a turn", wholeNumberOption, 5)
    .option("--epochs <count>", "epochs of each speech network", wholeNumberOption, 2)
    .option("--no-epochs", "leave epochs out")
    .option("--torch-compile", "let torch.compile take part, which starts for minutes")
    .option(
      "--out <file>",
      "where the rows go, the chart beside it; rows not measured anew stay",
      "results/engine.json",
    )
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText(
      "after",
      "\n--engine auto stands for tensorflow here.\n\nExamples:\n" +
        "  duygu bench engine --install-peers\n  duygu bench engine --networks turev --rounds 12\n" +
        '  duygu bench engine --engine xla --only "duygu xla,torch-cuda,jax-cuda" --out gpu.json',
    )
    .action(async (flags: EngineBenchFlags, command: Command) => {
      const { engine, quiet } = globalOptions(command);
      const engines = [engine === "auto" ? "tensorflow" : engine];
      const epochs = flags.epochs || 0;
      await benchEngine({ ...flags, epochs, engines, quiet, command: typedCommand() });
    });
}
