/** The command `bench tuning`: Bayesian optimisation against scikit-optimize. */
import { type Command, Option } from "commander";
import { benchTuning, type BenchTuningOptions } from "../../../../bench/tuning.ts";
import { compareTuners } from "../../../../bench/tuning/compare_tuners.ts";
import { type TuningPeerId, tuningPeers } from "../../../../bench/tuning/tuning_peers.ts";
import { benchTuningStudy, type BenchTuningStudyOptions } from "../../../../bench/tuning_study.ts";
import { protocols } from "../../../data/corpus.ts";
import { searchedKinds } from "../../../train/network_config.ts";
import { DEFAULT_TRIALS, strategies } from "../../../tune/tune.ts";
import { globalOptions } from "../../create_program.ts";
import {
  addPlaceOptions,
  giveUpUnusedNetwork,
  type PlaceFlags,
  queuedOn,
} from "../../job_options.ts";
import {
  commaChoicesOption,
  publishOption,
  pythonOption,
  typedCommand,
  wholeNumberOption,
} from "../../options.ts";

type TuningBenchFlags = Omit<BenchTuningOptions, "quiet" | "command"> & {
  peers?: TuningPeerId[];
  installPeers?: boolean;
  workers: number;
};

/** Seeds where --peers is given and --seeds is not. */
const PEER_SEEDS = 20;

/** Adds `bench tuning`. */
export function addTuningBenchCommand(bench: Command): void {
  bench
    .command("tuning")
    .description("Measure Bayesian optimisation of test functions against scikit-optimize")
    .addOption(pythonOption("scikit-optimize, or the peers"))
    .option(
      "--peers <ids>",
      `compare with these on more problems instead: ${Object.keys(tuningPeers).join(", ")}`,
      commaChoicesOption(Object.keys(tuningPeers)),
    )
    .option("--install-peers", "first make a Python environment with all peers (5 GB)")
    .option("--workers <count>", "with --peers, runs at once", wholeNumberOption, 1)
    .option(
      "--seeds <count>",
      `how many seeds, ${PEER_SEEDS} by default with --peers`,
      wholeNumberOption,
      10,
    )
    .option("--calls <count>", "evaluations of a test function", wholeNumberOption, DEFAULT_TRIALS)
    .option(
      "--rounds <count>",
      "timed turns for each number of observations",
      wholeNumberOption,
      7,
    )
    .option("--out <file>", "where the result goes", "reports/tuning.json")
    .addOption(publishOption({ out: "results/tuning.json" }))
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText(
      "after",
      "\nExample:\n  duygu bench tuning --python python3\n  duygu bench tuning --peers skopt,optuna-gp --install-peers",
    )
    .action((flags: TuningBenchFlags, command: Command) => {
      const { quiet } = globalOptions(command);
      const { peers, installPeers, python, seeds, calls, workers, out, json } = flags;
      if (peers === undefined) return benchTuning({ ...flags, quiet, command: typedCommand() });
      const isGiven = (option: string) => command.getOptionValueSource(option) === "cli";
      return compareTuners({
        peers,
        installPeers,
        python,
        seeds: isGiven("seeds") ? seeds : PEER_SEEDS,
        calls,
        workers,
        out: isGiven("out") ? out : out.replace(/\.json$/, "_peers.json"),
        json,
        quiet,
        command: typedCommand(),
      });
    });
}

// The command `bench tuning-study`: Bayesian optimisation of EmotionUnet against random search.

interface TuningStudyFlags
  extends
    Omit<BenchTuningStudyOptions, "dataRoot" | "quiet" | "command" | keyof PlaceFlags>,
    PlaceFlags {
  queue?: string;
}

/** Adds `bench tuning-study`. */
export function addTuningStudyCommand(bench: Command): void {
  const study = bench
    .command("tuning-study")
    .description("Tune EmotionUnet by Bayesian optimisation and by random search; compare")
    .option("--corpus <id>", "what is tuned", "turev")
    .addOption(new Option("--model <kind>", "a small speech network").choices(searchedKinds))
    .addOption(new Option("--protocol <name>", '"paper" by default').choices(protocols))
    .option("--fold <name>", "what is tested and so left out; the first one by default")
    .addOption(new Option("--only <strategy>", "one of the two").choices(strategies))
    .option("--trials <count>", "of each strategy", wholeNumberOption, 30)
    .option("--epochs-limit <count>", "no trial trains more epochs", wholeNumberOption, 12)
    .option(
      "--trial-time <seconds>",
      "then a trial ends with its best epoch",
      wholeNumberOption,
      120,
    )
    .option("--workers <count>", "trials at once; N of local:N, or 1", wholeNumberOption)
    .option("--queue <url>", "the same as --on queue:URL")
    .option("--seed <number>", "fixes split, weights and proposals", wholeNumberOption, 1)
    .option("--final", "also train both best configurations in full and test them once", false)
    .option("--folder <dir>", "folder of the studies, to resume", "runs/tuning-study")
    .option("--out <path>", "where PATH.json and PATH.png go", "reports/tuning_study")
    .addOption(publishOption({ out: "results/tuning_study" }))
    .option("--json", "print the result as JSON instead of a table");
  addPlaceOptions(study, "trial")
    .addHelpText("after", "\nExample:\n  duygu bench tuning-study --data data --final")
    .action(async ({ queue, ...flags }: TuningStudyFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      const on = queuedOn(queue, flags.on, command.getOptionValueSource("on") === "cli");
      giveUpUnusedNetwork(on);
      await benchTuningStudy({ ...flags, on, dataRoot: data, quiet, command: typedCommand() });
    });
}
