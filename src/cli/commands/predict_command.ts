/** The command `predict FILE…`: what a trained network hears in sound files. */
import type { Command } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { UserError } from "../../base/user_error.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { newestRun } from "../../train/newest_run.ts";
import { type FilePrediction, openFilePredictor } from "../../train/predict_file.ts";
import { readRun, type RunDescription } from "../../train/read_run.ts";
import { barChart } from "../bar_chart.ts";
import { globalOptions } from "../global_options.ts";

/** Values of the options, as commander gives them. */
interface PredictOptions {
  run?: string;
  runs: string;
  json?: true;
}

/** A file that could not be predicted. */
interface FileFailure {
  file: string;
  error: string;
}

/** Adds `predict` to the program. */
export function addPredictCommand(program: Command): void {
  program
    .command("predict")
    .description("Say how probable each class is for sound files")
    .argument("<files...>", "WAV or FLAC files")
    .option("--run <dir>", "folder of the trained run; the newest finished one by default")
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--json", "print JSON instead of bars")
    .addHelpText("after", "\nExample:\n  duygu predict clip.wav other.flac --run runs/turev-…")
    .action(async (files: string[], options: PredictOptions, command: Command) => {
      const { engine, quiet } = globalOptions(command);
      const run = await chosenRun(options);
      if (!quiet) console.error(modelText(run));
      await selectEngine({ engine });
      const outcomes = await predictFiles(run, files, options);
      if (options.json) console.log(jsonText(run, outcomes));
      const failed = outcomes.filter((outcome) => "error" in outcome).length;
      if (failed) throw new UserError(`${failed} of ${files.length} files could not be predicted`);
    });
}

async function chosenRun({ run, runs }: PredictOptions): Promise<RunDescription> {
  if (run !== undefined) return await readRun(run);
  const newest = await newestRun(runs, "audio");
  if (newest) return newest;
  throw new UserError(
    `Expected a finished run on recordings in ${runs}, but found none; train one first, such as by: ` +
      "deno task duygu train turev",
  );
}

/** A failure of one file is told at once and does not keep the others. */
async function predictFiles(
  run: RunDescription,
  files: string[],
  { json }: PredictOptions,
): Promise<(FilePrediction | FileFailure)[]> {
  const signal = interruptSignal();
  const predictor = await openFilePredictor(run);
  const outcomes: (FilePrediction | FileFailure)[] = [];
  try {
    for (const file of files) {
      signal.throwIfAborted();
      try {
        const prediction = await predictor.predict(file);
        outcomes.push(prediction);
        if (!json) console.log(predictionText(prediction, run.corpus.synthetic) + "\n");
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        outcomes.push({ file, error: error.message });
        console.error(`error: ${error.message}`);
      }
    }
  } finally {
    predictor.dispose();
  }
  return outcomes;
}

function modelText({ folder, corpus }: RunDescription): string {
  return `Model: ${folder} (trained on ${corpus.synthetic ? "SYNTHETIC data" : corpus.title})`;
}

function jsonText({ folder, corpus }: RunDescription, outcomes: unknown[]): string {
  const { id, synthetic } = corpus;
  return JSON.stringify({ run: folder, corpus: id, synthetic, files: outcomes }, null, 2);
}

/** One file's block: its name, what is heard, and a bar a class. */
export function predictionText(prediction: FilePrediction, isSynthetic = false): string {
  const { file, predicted, probabilities, durationS, usedS } = prediction;
  const part = usedS < durationS
    ? ` (from ${usedS.toFixed(2)} s of its ${durationS.toFixed(2)} s)`
    : "";
  const warning = isSynthetic ? " SYNTHETIC model: means nothing" : "";
  return `${file}: ${predicted}${part}${warning}\n${barChart(probabilities)}`;
}
