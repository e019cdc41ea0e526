/** The command `bench`: reproduce the published accuracies and print them beside ours. */
import { type Command, Option } from "commander";
import { budgets } from "../../../bench/benchmarks.ts";
import { configsOf } from "../../../bench/run_benchmark.ts";
import { type BenchOptions, planBenchmarks, runBenchmarks } from "../../../bench/run_benchmarks.ts";
import { UserError } from "../../base/user_error.ts";
import { protocols } from "../../data/corpus.ts";
import { ownFolder, publishedFolder } from "../../report/results_files.ts";
import { jobStates } from "../../jobs/job_states.ts";
import { planText, statusText } from "../../jobs/job_states_text.ts";
import { modelNames } from "../../train/network_config.ts";
import { type GlobalOptions, globalOptions } from "../create_program.ts";
import {
  addJobOptions,
  giveUpUnusedNetwork,
  type JobFlags,
  openCommandJobs,
} from "../job_options.ts";
import { publishOption, typedCommand, wholeNumberOption } from "../options.ts";

interface BenchFlags extends JobFlags {
  budget: BenchOptions["budget"];
  seeds?: number;
  protocols?: BenchOptions["protocols"];
  folds?: number;
  models?: BenchOptions["models"];
  clean?: true;
  members?: number;
  runs: string;
  results: string;
  publish?: true;
  json?: boolean;
  plan?: true;
  status?: true;
}

/** Adds `bench`. */
export function addBenchCommand(program: Command): void {
  const bench = program
    .command("bench")
    .description("Train as the papers do, and print the published figures beside ours")
    .argument(
      "[corpora...]",
      "turev, tess, anad, banglaser, fer2013, synthetic or one of your own; by default the papers' corpora " +
        "whose data are found",
    )
    .addOption(
      new Option("--budget <budget>", "smoke: two epochs; standard: the figures; full: all folds")
        .choices(budgets).default("standard"),
    )
    .option("--seeds <number>", "how many seeds; 1, under the full budget 3", wholeNumberOption)
    .addOption(
      new Option("--protocols <names...>", "these instead of the budget's protocols")
        .choices(protocols.filter((name) => name !== "official")),
    )
    .option("--folds <count>", "of the protocols of folds: how many; 5", wholeNumberOption)
    .addOption(
      new Option("--models <names...>", "these networks instead of the papers'")
        .choices(modelNames),
    )
    .option("--clean", "pictures: without copies across parts, two labels and empty ones")
    .option(
      "--members <count>",
      "also an ensemble of so many networks of each kind on one split",
      wholeNumberOption,
    )
    .option("--runs <dir>", "folder of the runs, finished ones are not run again", "runs")
    .option(
      "--results <dir>",
      "folder of summary.json, its tables and curves; those of a smoke budget go to RUNS/smoke",
      ownFolder,
    )
    .addOption(publishOption({ results: publishedFolder }))
    .option("--json", "print the summary as JSON")
    .addOption(
      new Option("--plan", "only list the runs, with the time that they will take")
        .conflicts("status"),
    )
    .option("--status", "only list who makes which run, since when and until when");
  addJobOptions(bench)
    .addHelpText(
      "after",
      "\nExamples:\n  duygu bench\n  duygu bench turev --budget full --seeds 3\n" +
        "  duygu bench synthetic --budget smoke --engine wasm",
    )
    .action(async (corpora: string[], flags: BenchFlags, command: Command) => {
      const { data, precision, quiet }: GlobalOptions = globalOptions(command);
      if (flags.publish && flags.budget === "smoke") {
        throw new UserError("Expected --publish with the budget standard or full, but found smoke");
      }
      const isGiven = command.getOptionValueSourceWithGlobals("precision") !== "default";
      const options: BenchOptions = {
        corpora,
        budget: flags.budget,
        seeds: flags.seeds,
        protocols: flags.protocols,
        groupedFolds: flags.folds,
        models: flags.models,
        clean: flags.clean,
        members: flags.members,
        dataRoot: data,
        runsFolder: flags.runs,
        resultsFolder: flags.results,
        publish: flags.publish,
        precision: isGiven ? precision : undefined,
        quiet,
        command: typedCommand(),
      };
      if (flags.plan || flags.status) return await tellRuns(options, flags);
      const jobs = await openCommandJobs(flags, flags.runs, command);
      const { table, summary } = await runBenchmarks(options, jobs).finally(() => jobs.close());
      console.log(flags.json ? JSON.stringify(summary, null, 2) : table);
    });
}

/** `--plan` and `--status`: nothing is trained or sent. */
async function tellRuns(options: BenchOptions, { on, status, json }: BenchFlags): Promise<void> {
  giveUpUnusedNetwork(on);
  const { planned } = await planBenchmarks(options);
  const runs = planned.flatMap((one) =>
    configsOf(one).map((config) => ({ config, corpus: one.corpus }))
  );
  const states = await jobStates(runs, { on, runsFolder: options.runsFolder });
  const slots = on.kind === "local" ? on.count ?? 1 : 1;
  console.log(
    json ? JSON.stringify(states, null, 2) : status ? statusText(states) : planText(states, slots),
  );
}
