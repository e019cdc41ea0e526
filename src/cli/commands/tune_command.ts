/** The command `tune CORPUS`: Bayesian optimisation of a network, and the best one tested once. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { counted } from "../../base/terminal.ts";
import type { TrialState } from "../../bayesopt/trial.ts";
import { protocols } from "../../data/corpus.ts";
import type { Precision } from "../../engine/precision.ts";
import { searchedKinds } from "../../train/network_config.ts";
import { OBJECTIVE } from "../../tune/trial_task.ts";
import {
  DEFAULT_TRIALS,
  initialDesigns,
  prunerKinds,
  strategies,
  tune,
  type TuneOptions,
  type TuneResult,
} from "../../tune/tune.ts";
import { globalOptions } from "../create_program.ts";
import { addPlaceOptions, giveUpUnusedNetwork, type PlaceFlags, queuedOn } from "../job_options.ts";
import { metricsText, runText } from "../metrics_text.ts";
import {
  positiveOption,
  precisionOption,
  typedCommand,
  wholeNumberFrom,
  wholeNumberOption,
} from "../options.ts";

/** Values of the options, as commander gives them. */
interface TuneCommandOptions extends
  Pick<
    TuneOptions,
    "model" | "protocol" | "fold" | "seed" | "trials" | "workers" | "final"
  >,
  Pick<TuneOptions, "epochsLimit" | "strategy" | "pruner" | "initial">,
  PlaceFlags {
  resume?: true;
  study?: string;
  trialTime?: number;
  time?: number;
  config?: string;
  precision?: Precision;
  queue?: string;
  json?: true;
}

/** Adds `tune` to the program. */
export function addTuneCommand(program: Command): void {
  const tuning = program
    .command("tune")
    .description("Search paper S's table 2 for the best configuration; train and test that once")
    .argument("<corpus>", "id of the corpus, as `data list` prints it")
    .addOption(
      new Option("--model <kind>", "another network than the published one")
        .choices(searchedKinds),
    )
    .option("--trials <count>", "in the whole study", wholeNumberOption, DEFAULT_TRIALS)
    .option(
      "--workers <count>",
      "trials at once, each with its share of the cores; N of local:N, or 1",
      wholeNumberOption,
    )
    .option("--resume", "resume the study")
    .option("--study <dir>", "folder of the study, runs/study-… by default")
    .addOption(
      new Option("--protocol <name>", 'what is held out, "paper" by default')
        .choices(protocols),
    )
    .option("--fold <name>", "what is tested: a speaker, 2of5, a corpus; the first one by default")
    .option(
      "--seed <number>",
      "fixes split, weights and proposals; 1 by default",
      wholeNumberFrom(0),
    )
    .option("--config <file>", "JSON with fields of a run's config.json that all trials keep")
    .addOption(precisionOption())
    .option(
      "--epochs-limit <count>",
      "no trial trains more epochs, whatever it proposes",
      wholeNumberOption,
    )
    .option(
      "--trial-time <seconds>",
      "a trial ends then with its best epoch so far",
      positiveOption,
    )
    .option("--time <seconds>", "no trial begins later", positiveOption)
    .addOption(
      new Option("--strategy <name>", "where points come from")
        .choices(strategies).default("bayesian"),
    )
    .addOption(
      new Option("--pruner <name>", "stops hopeless trials").choices(prunerKinds).default("none"),
    )
    .addOption(
      new Option("--initial <design>", 'the first ten points, "sobol" by default')
        .choices(initialDesigns),
    )
    .option("--queue <url>", "the same as --on queue:URL")
    .option("--no-final", "do not train and test the best configuration")
    .option("--json", "print JSON instead of tables");
  addPlaceOptions(tuning, "trial")
    .addHelpText(
      "after",
      `\nA trial's value is the lowest ${OBJECTIVE} of its epochs. The test set is not loaded\n` +
        "before the search is over. Ctrl-C keeps all that has ended; the same command with\n" +
        "--resume continues. The best configuration is trained where trials are.\n\n" +
        "Examples:\n  duygu tune turev --trials 50 --workers 2\n" +
        "  duygu tune turev --model denseFunctionals --protocol speaker --fold 1234 --no-final\n" +
        "  duygu tune synthetic --trials 12 --epochs-limit 3\n" +
        "  duygu tune turev --on queue:postgres://duygu@server/trials --workers 8\n" +
        '  duygu tune turev --on slurm --slurm "--partition=cpu --mem=4G" --workers 8',
    )
    .action(async (corpus: string, options: TuneCommandOptions, command: Command) => {
      const result = await tune(tuneOptions(corpus, options, command));
      console.log(options.json ? JSON.stringify(tuneJson(result), null, 2) : tuneText(result));
    });
}

function tuneOptions(corpus: string, options: TuneCommandOptions, command: Command): TuneOptions {
  const { data, engine, quiet } = globalOptions(command);
  const { resume, study, trialTime, time, config, precision, json: _json, queue, ...search } =
    options;
  const on = queuedOn(queue, search.on, command.getOptionValueSource("on") === "cli");
  giveUpUnusedNetwork(on);
  return {
    ...search,
    on,
    corpus,
    engine,
    quiet,
    dataRoot: data,
    folder: study,
    configPath: config,
    mode: resume ? "resume" : "new",
    trialSeconds: trialTime,
    seconds: time,
    changes: { training: { precision } },
    // Kept in the study's folder, which others may read.
    command: typedCommand(),
    signal: interruptSignal(),
  };
}

/** How many trials ended in each way. */
function counts({ trials }: TuneResult): Record<string, number> {
  const states: TrialState[] = ["finished", "failed", "pruned", "running", "asked"];
  return Object.fromEntries(
    states
      .map((state) => [state, trials.filter((trial) => trial.state === state).length] as const)
      .filter(([, count]) => count > 0),
  );
}

/** What `tune --json` prints. */
function tuneJson(result: TuneResult) {
  const { folder, corpus, reduced, best, config, final } = result;
  return {
    folder,
    corpus,
    reduced: reduced ?? null,
    trials: counts(result),
    best,
    config,
    final: final ? { folder: final.folder, metrics: final.metrics } : null,
  };
}

/** The tables of `tune`. */
function tuneText(result: TuneResult): string {
  const { folder, corpus, reduced, best, config, final } = result;
  const accuracy = best.details.validationAccuracy;
  const states = Object.entries(counts(result)).map(([state, count]) => `${count} ${state}`);
  const parameters = Object.entries(best.parameters).map(([name, value]) => [
    name,
    typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value),
  ]);
  return [
    runText({ config, corpus }),
    `${states.join(", ")}${reduced ? `; ${reduced}` : ""}`,
    `best: trial ${best.number}, ${OBJECTIVE} ${best.value!.toFixed(4)}` +
    (typeof accuracy === "number" ? `, validation accuracy ${accuracy.toFixed(4)}` : ""),
    "",
    textTable(["parameter", "value"], parameters, ["left", "right"]),
    "",
    ...(final
      ? [
        `The best configuration, trained with up to its ${
          counted(config.training.epochs, "epoch")
        } ` +
        `and tested once (${counted(final.metrics.count, "clip")}):`,
        metricsText(final.metrics),
        "",
        `Run: ${final.folder}`,
      ]
      : []),
    `Study: ${folder}`,
  ].join("\n");
}
