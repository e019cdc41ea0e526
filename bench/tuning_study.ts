/**
 * The study of tuning. What: does Bayesian optimisation of EmotionUnet on real speech, as paper S
 * does it (table 2, 50 calls of gp_minimize), find better configurations than random search?
 *
 * Protocol: both strategies search table 2's space on the same training and validation parts, from
 * the same seed, with the same number of trials and the same limits on each; what counts is the
 * lowest validation loss found after each trial. The test part is not loaded.
 * Reduced against the paper: fewer trials, and no trial trains more than --epochs-limit epochs or
 * --trial-time seconds, whatever it proposes.
 *
 * Budget: at most 2 x --trials x --trial-time, by default 2 x 30 x 120 s, two hours; rather one and
 * a half, as hopeless trials stop early. Leave the machine alone meanwhile: on a busy one, a trial
 * that runs out of time has had fewer epochs. Interrupted, the same command goes on.
 *
 * Must show: Bayesian optimisation ends lower.
 *
 * Run: deno run -A bench/tuning_study.ts --data DIR
 */
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import {
  INTERRUPTED_EXIT_CODE,
  InterruptedError,
  interruptSignal,
} from "../src/base/interrupt_signal.ts";
import { textTable } from "../src/base/text_table.ts";
import { UserError } from "../src/base/user_error.ts";
import { writeFileWhole } from "../src/base/write_file_whole.ts";
import { renderPng } from "../src/plot/render_png.ts";
import { tuningConvergence } from "../src/plot/tuning_convergence.ts";
import { strategies } from "../src/tune/study_settings.ts";
import { tune } from "../src/tune/tune.ts";
import { OBJECTIVE } from "../src/tune/tuning_subject.ts";
import { type StrategyResult, strategyResult } from "./tuning/strategy_result.ts";

/** See the flags below. */
interface TuningStudyOptions {
  corpus: string;
  data?: string;
  trials: number;
  epochsLimit: number;
  trialTime: number;
  workers: number;
  seed: number;
  final: boolean;
  folder: string;
  out: string;
  quiet?: true;
}

async function studyTuning(options: TuningStudyOptions): Promise<void> {
  const { corpus: id, trials, epochsLimit, trialTime, workers, seed, folder, out } = options;
  const results: StrategyResult[] = [];
  let head: { title: string; synthetic: boolean; reduced: string | null } | undefined;
  for (const strategy of strategies) {
    if (!options.quiet) console.error(`${strategy}:`);
    // The limits are in the name: other ones make another study.
    const name = `${id}-${strategy}-seed${seed}-${epochsLimit}epochs-${trialTime}s`;
    const result = await tune({
      ...{ corpus: id, strategy, seed, trials, epochsLimit, workers },
      dataRoot: options.data,
      folder: join(folder, name),
      mode: "either",
      trialSeconds: trialTime,
      final: options.final,
      quiet: options.quiet,
      signal: interruptSignal(),
      command: commandLine(),
    });
    const { title, synthetic } = result.corpus;
    head = { title, synthetic, reduced: result.reduced ?? null };
    results.push(strategyResult(strategy, result));
  }
  const { title, synthetic, reduced } = head!;
  const [bayesian, random] = results;
  const written = {
    corpus: id,
    title,
    synthetic,
    ...(synthetic ? { note: "SYNTHETIC: generated data, figures say nothing of speech" } : {}),
    protocol: "paper",
    objective: `${OBJECTIVE} in nats, lower is better; see trialValue in src/tune/train_trial.ts`,
    reduced,
    seed,
    trials,
    beatsRandom: bayesian.bestValue < random.bestValue,
    strategies: results,
    environment: await describeEnvironment({ workers }),
    command: commandLine(),
  };
  await writeFileWhole(`${out}.json`, JSON.stringify(written, null, 2) + "\n");
  const plot = tuningConvergence(
    results.map(({ strategy, trials }) => ({
      name: strategy === "bayesian" ? "expected improvement" : "random search",
      values: trials.map(({ value }) => value),
    })),
    { title: `${title}, ${reduced}`, objective: OBJECTIVE, synthetic },
  );
  await writeFileWhole(`${out}.png`, await renderPng(plot));
  console.log(resultTable(results));
}

function commandLine(): string {
  return ["deno run -A bench/tuning_study.ts", ...Deno.args].join(" ");
}

function resultTable(results: StrategyResult[]): string {
  return textTable(
    ["strategy", "trials", "failed", OBJECTIVE, "validation accuracy", "test accuracy", "hours"],
    results.map((result) => [
      result.strategy,
      String(result.trials.length),
      String(result.trials.filter(({ state }) => state === "failed").length),
      result.bestValue.toFixed(4),
      result.bestValidationAccuracy?.toFixed(4) ?? "-",
      result.finalTestAccuracy?.toFixed(4) ?? "-",
      (result.seconds / 3600).toFixed(2),
    ]),
    ["left", "right", "right", "right", "right", "right", "right"],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError(`Expected a positive whole number, but found ${text}.`);
  }
  return value;
}

/** The command. */
export function tuningStudyCommand(): Command {
  return new Command("tuning_study")
    .description("Tune EmotionUnet by Bayesian optimisation and by random search; compare")
    .option("--corpus <id>", "what is tuned", "turev")
    .option("--data <dir>", "folder that holds the data sets (else $DUYGU_DATA)")
    .option("--trials <count>", "of each strategy", positive, 30)
    .option("--epochs-limit <count>", "no trial trains more epochs", positive, 12)
    .option("--trial-time <seconds>", "a trial ends then with its best epoch", positive, 120)
    .option("--workers <count>", "trials at once", positive, 1)
    .option("--seed <number>", "fixes split, weights and proposals", positive, 1)
    .option("--final", "also train both best configurations in full and test them once", false)
    .option("--folder <dir>", "where the studies are kept, to go on with", "runs/tuning-study")
    .option("--out <path>", "where PATH.json and PATH.png go", "results/tuning_study")
    .option("--quiet", "no progress")
    .addHelpText("after", "\nExample:\n  deno run -A bench/tuning_study.ts --data data --final")
    .action(studyTuning);
}

if (import.meta.main) {
  try {
    await tuningStudyCommand().parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    if (error instanceof InterruptedError) Deno.exit(INTERRUPTED_EXIT_CODE);
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
  Deno.exit(0);
}
