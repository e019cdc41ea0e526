/** The command `bench engine`: train step and prediction against Keras and PyTorch. */
import { type Command, Option } from "commander";
import { benchEngine, type BenchEngineOptions } from "../../../../bench/engine.ts";
import { benchNetworks, type BenchNetworksOptions } from "../../../../bench/networks.ts";
import { benchPrecision, type BenchPrecisionOptions } from "../../../../bench/precision.ts";
import { selectEngine } from "../../../engine/select_engine.ts";
import { precisions } from "../../../engine/precision.ts";
import { speechModels } from "../../../train/network_config.ts";
import { globalOptions } from "../../create_program.ts";
import { addJobOptions, type JobFlags, openCommandJobs } from "../../job_options.ts";
import {
  commaListOption,
  publishOption,
  pythonOption,
  typedCommand,
  wholeNumberOption,
} from "../../options.ts";

type EngineBenchFlags =
  & Omit<BenchEngineOptions, "engines" | "epochs" | "quiet" | "command">
  & { epochs: number | false };

const NETWORKS = ["turev", "anad", "banglaser", "tess", "fer2013"];

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
    .option("--precisions <names>", "float32, bfloat16 or both", commaListOption, [...precisions])
    .option("--only <names>", "only these contenders, such as keras-xla,torch", commaListOption)
    .option("--rounds <count>", "rounds that count", wholeNumberOption, 6)
    .option("--steps <count>", "timed steps of a turn", wholeNumberOption, 5)
    .option("--epochs <count>", "epochs of each speech network", wholeNumberOption, 2)
    .option("--no-epochs", "leave epochs out")
    .option("--torch-compile", "let torch.compile take part, which starts for minutes")
    .option(
      "--out <file>",
      "where the rows go, the chart beside it; rows not measured again stay",
      "reports/engine.json",
    )
    .addOption(publishOption({ out: "results/engine.json" }))
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

// The command `bench precision`: what bfloat16 costs in accuracy.

type PrecisionFlags =
  & Omit<BenchPrecisionOptions, "corpora" | "dataRoot" | "quiet" | "command">
  & JobFlags
  & { runs: string };

/** Adds `bench precision`. */
export function addPrecisionBenchCommand(bench: Command): void {
  const precision = bench
    .command("precision")
    .description("Train the same seeds in float32 and in bfloat16: what does bfloat16 cost?")
    .argument("<corpora...>", "turev, tess, anad, banglaser, fer2013, synthetic or one of your own")
    .option("--seeds <number>", "how many seeds", wholeNumberOption, 3)
    .option("--epochs <count>", "at most so many; the published number", wholeNumberOption)
    .option("--runs <dir>", "folder of the runs, finished ones are not run again", "runs")
    .option("--out <path>", "where PATH.json and PATH.md go", "reports/precision")
    .addOption(publishOption({ out: "results/precision" }))
    .option("--json", "print the rows as JSON instead of a table");
  addJobOptions(precision)
    .addHelpText("after", "\nExample:\n  duygu bench precision turev --seeds 3")
    .action(async (corpora: string[], { runs, ...flags }: PrecisionFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      const common = { dataRoot: data, quiet, command: typedCommand() };
      const jobs = await openCommandJobs(flags, runs, command);
      await benchPrecision({ ...flags, ...common, corpora }, jobs).finally(() => jobs.close());
    });
}

// The command `bench networks`: size and time per epoch of the speech networks.

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
    .option("--out <path>", "where PATH.json and PATH.md go", "reports/networks")
    .addOption(publishOption({ out: "results/networks" }))
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu bench networks turev --rounds 5")
    .action(async (corpus: string, flags: NetworksFlags, command: Command) => {
      const { engine, data, quiet } = globalOptions(command);
      await selectEngine({ engine });
      await benchNetworks({ ...flags, corpus, dataRoot: data, quiet, command: typedCommand() });
    });
}
