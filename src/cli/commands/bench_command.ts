/** The command `bench`: reproduce the published accuracies and print them beside ours. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { budgetNetworks, budgets } from "../../../bench/benchmarks.ts";
import { configsOf } from "../../../bench/run_benchmark.ts";
import {
  type BenchOptions,
  furtherText,
  hasData,
  planBenchmarks,
  runBenchmarks,
} from "../../../bench/run_benchmarks.ts";
import { INTERRUPTED_EXIT_CODE, InterruptedError } from "../../base/interrupt_signal.ts";
import { UserError } from "../../base/user_error.ts";
import { protocols } from "../../data/corpus.ts";
import { termsText } from "../../data/get/get_corpus.ts";
import { corpusSources } from "../../data/get/sources.ts";
import type { Precision } from "../../engine/precision.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { provisionWeights } from "../../exchange/face_mobile_nets.ts";
import { hashWeights } from "../../exchange/read_weights.ts";
import { ownFolder, publishedFolder } from "../../report/results_files.ts";
import { jobStates } from "../../jobs/job_states.ts";
import { planText, statusText } from "../../jobs/job_states_text.ts";
import { modelNames } from "../../train/network_config.ts";
import { globalOptions } from "../create_program.ts";
import {
  addJobOptions,
  giveUpUnusedNetwork,
  type JobFlags,
  openCommandJobs,
} from "../job_options.ts";
import { taskFlags } from "../task_flags.ts";
import {
  featuresOf,
  type LayersFlag,
  layersOption,
  precisionOption,
  publishOption,
  typedCommand,
  wholeNumberFrom,
  wholeNumberOption,
} from "../options.ts";

interface BenchFlags extends JobFlags {
  budget: BenchOptions["budget"];
  seeds?: number;
  protocols?: BenchOptions["protocols"];
  folds?: number;
  models?: BenchOptions["models"];
  features?: string;
  layers?: LayersFlag;
  precision?: Precision;
  clean?: true;
  voted?: true;
  weights?: string;
  members?: number;
  runs: string;
  results: string;
  publish?: true;
  json?: boolean;
  plan?: true;
  status?: true;
}

/** What is offered where there are no data: the main corpus of paper S. */
const OFFERED = "turev";

/**
 * Where no data are found: asks whether to download some, by a process that may use the network,
 * which this command may not. Returns the folder of the data sets to take, `dataRoot` where nothing
 * was downloaded.
 */
async function offerData(dataRoot?: string): Promise<string | undefined> {
  if (await hasData(dataRoot)) return dataRoot;
  console.error(
    `No data found. This can be downloaded now:\n\n${termsText(OFFERED, corpusSources[OFFERED])}\n`,
  );
  const isWanted = confirm(
    "Download it and accept this licence? (no: a demo with generated voices)",
  );
  if (!isWanted) return dataRoot;
  const folder = resolve(dataRoot ?? Deno.env.get("DUYGU_DATA") ?? "data");
  const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
  const words = ["data", "get", OFFERED, "--accept-licence", "--data", folder];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...taskFlags("duygu"), main, ...words],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code === 0) return folder;
  if (code === INTERRUPTED_EXIT_CODE) throw new InterruptedError("Interrupted");
  console.error("\nNothing was downloaded; instead:");
  return dataRoot;
}

/** Adds `bench`. */
export function addBenchCommand(program: Command): void {
  const bench = program
    .command("bench")
    .description("Train as the papers do, and print the published figures beside ours")
    .argument(
      "[corpora...]",
      "turev, tess, anad, banglaser, fer2013, synthetic or one of your own; by default the papers' corpora " +
        "whose data are found, or a demo with generated voices",
    )
    .addOption(
      new Option(
        "--budget <budget>",
        "smoke: two epochs; standard: the figures; full: all folds and networks",
      )
        .choices(budgets).default("standard"),
    )
    .option("--seeds <number>", "how many seeds; 1, under the full budget 3", wholeNumberOption)
    .addOption(
      new Option("--protocols <names...>", "these instead of the budget's protocols")
        .choices(protocols.filter((name) => name !== "official")),
    )
    .option("--folds <count>", "of the protocols of folds: how many; 5", wholeNumberOption)
    .addOption(
      new Option(
        "--models <names...>",
        `these networks instead of the papers' and, by budget, ${budgetNetworks}`,
      )
        .choices(modelNames),
    )
    .option(
      "--features <source>",
      "encoder:FILE: LDA of functionals and this pretrained encoder instead; also beside --models",
    )
    .addOption(
      new Option("--layers <numbers>", "of the encoder: auto (the default), all, or such as 1,2")
        .argParser(layersOption),
    )
    .addOption(precisionOption())
    .option("--clean", "pictures: without copies across parts, two labels and empty ones")
    .option("--voted", "FER2013: learn from FER+'s votes instead of the labels")
    .option(
      "--weights <file>",
      "measure the runs that `train --weights` made from this file's weights, or faceres",
    )
    .option(
      "--members <count>",
      "also an ensemble of so many networks of each kind on one split, of the seeds' runs where " +
        "that is given",
      wholeNumberFrom(2),
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
        "  duygu bench synthetic --budget smoke --engine wasm\n" +
        "  duygu bench turev tess --budget full --protocols speaker --features encoder:encoder.onnx",
    )
    .action(async (corpora: string[], flags: BenchFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      if (flags.publish && flags.budget === "smoke") {
        throw new UserError("Expected --publish with the budget standard or full, but found smoke");
      }
      const canAsk = !flags.json && !quiet && Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
      const dataRoot = !corpora.length && canAsk ? await offerData(data) : data;
      const options: BenchOptions = {
        corpora,
        budget: flags.budget,
        seeds: flags.seeds,
        protocols: flags.protocols,
        groupedFolds: flags.folds,
        models: flags.models,
        ...await featuresOf(flags, () => {
          throw new UserError(
            "Expected encoder:FILE as --features of a benchmark, but found a table",
          );
        }),
        clean: flags.clean,
        voted: flags.voted,
        pretrained: await hashOf(flags.weights, command),
        members: flags.members,
        dataRoot,
        runsFolder: flags.runs,
        resultsFolder: flags.results,
        publish: flags.publish,
        precision: flags.precision,
        quiet,
        command: typedCommand(),
      };
      if (flags.plan || flags.status) return await tellRuns(options, flags);
      const jobs = await openCommandJobs(flags, flags.runs, command, dataRoot);
      const { table, summary } = await runBenchmarks(options, jobs).finally(() => jobs.close());
      console.log(flags.json ? JSON.stringify(summary, null, 2) : table);
    });
}

/** Weights are read into tensors, which needs an engine. */
async function hashOf(weights: string | undefined, command: Command): Promise<string | undefined> {
  if (weights === undefined) return undefined;
  const path = await provisionWeights(weights, console.error);
  await selectEngine({ engine: globalOptions(command).engine });
  return await hashWeights(path);
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
  if (json) return console.log(JSON.stringify(states, null, 2));
  const further = status ? "" : furtherText(planned, options);
  console.log(status ? statusText(states) : planText(states, slots));
  if (further) console.log(`\n${further}`);
}
