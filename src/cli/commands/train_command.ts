/** The command `train CORPUS`: one network, trained and tested, in one run folder. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type Command, Option } from "commander";
import { InterruptedError, interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { counted } from "../../base/terminal.ts";
import { type Protocol, protocols } from "../../data/corpus.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import type { Precision } from "../../engine/precision.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { provisionWeights } from "../../exchange/face_mobile_nets.ts";
import { hashWeights, loadPretrainedWeights } from "../../exchange/read_weights.ts";
import { unfoldNormalisation } from "../../exchange/unfold_normalisation.ts";
import { knowledgeText, type MetricsLine } from "../../metrics/knowledge.ts";
import { trainedText } from "../../train/model_card.ts";
import type { Examples } from "../../train/examples.ts";
import { type FinalRun, planFinalRun, trainFinalRun } from "../../train/final_run.ts";
import { type ModelName, modelNames } from "../../train/network_config.ts";
import { type PlannedRun, planRun, type RunPlan } from "../../train/plan_run.ts";
import type { RunConfig } from "../../train/run_config.ts";
import { readRun } from "../../train/runs.ts";
import { runFolder, type RunResult, trainRun } from "../../train/train_run.ts";
import { globalOptions } from "../create_program.ts";
import { metricsText, runText } from "../metrics_text.ts";
import {
  featuresOf,
  type LayersFlag,
  layersOption,
  positiveOption,
  precisionOption,
  surplusOption,
  wholeNumberFrom,
  wholeNumberOption,
} from "../options.ts";

/** Values of the options, as commander gives them. */
interface TrainOptions {
  model?: ModelName;
  protocol?: Protocol;
  fold?: string;
  seed?: number;
  weightsSeed?: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  precision?: Precision;
  balanced?: true;
  patience?: number;
  bandwidth?: number;
  features?: string;
  layers?: LayersFlag;
  weights?: string;
  voted?: true;
  final?: true;
  config?: string;
  runs: string;
  resume?: string;
  json?: true;
}

/** Adds `train` to the program. */
export function addTrainCommand(program: Command): void {
  program
    .command("train")
    .description("Train a network on a corpus and test it, in a run folder of its own")
    .argument("[corpus]", "id of the corpus, as `data list` prints it")
    .addOption(
      new Option("--protocol <name>", 'what is held out, "paper" by default')
        .choices(protocols),
    )
    .addOption(
      new Option("--model <name>", "another network than the published one").choices(modelNames),
    )
    .option(
      "--fold <name>",
      "what is tested: a speaker, 2of5, a corpus; by default the first one, of corpora the last",
    )
    .option(
      "--seed <number>",
      "fixes split, first weights and order; 1 by default",
      wholeNumberFrom(0),
    )
    .option(
      "--weights-seed <number>",
      "fixes first weights and order instead, for ensembles",
      wholeNumberFrom(0),
    )
    .option("--epochs <count>", "train at most so many epochs", wholeNumberOption)
    .option("--batch-size <clips>", "batch size", wholeNumberOption)
    .option("--learning-rate <rate>", "Adam's step size at the start", positiveOption)
    .option("--balanced", "draw every class equally often")
    .addOption(precisionOption())
    .option(
      "--patience <epochs>",
      "stop after so many without a better validation loss",
      wholeNumberOption,
    )
    .option(
      "--bandwidth <hertz>",
      "remove frequencies above it, such as 4000 for telephone speech",
      wholeNumberOption,
    )
    .option(
      "--features <source>",
      "egemaps, the 88 values of eGeMAPSv02; encoder:FILE, a pretrained encoder (ONNX, described " +
        "by a JSON file beside it) beside functionals; or table:CSV, features from elsewhere; see " +
        "`duygu features encoder` and `duygu features import`",
    )
    .addOption(
      new Option(
        "--layers <numbers>",
        "of the encoder: auto, which inner speakers choose (the default), all, or such as 1,2",
      )
        .argParser(layersOption),
    )
    .option(
      "--weights <file>",
      "start from weights that Keras, TensorFlow.js or Duygu saved; faceres: a MobileNet that knows " +
        "faces, which is fetched once",
    )
    .option("--voted", "FER2013: learn from FER+'s votes instead of the labels")
    .option(
      "--final",
      "train on all clips, once figures are known: those of the runs of the same network are quoted",
    )
    .option("--config <file>", "JSON with fields of a run's config.json; the options above win")
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--resume <run>", "resume the interrupted run in this folder")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nWithout options: the published configuration of the corpus (paper S, table 2).\n" +
        "The same command again resumes an interrupted run and shows a finished one.\n\n" +
        "Examples:\n  duygu train turev --protocol speaker --fold 1234 --epochs 20\n" +
        "  duygu train turev --model linearFunctionals --final\n" +
        "  duygu train turev --protocol speaker --features egemaps\n" +
        "  duygu train turev --protocol speaker --features encoder:whisper-tiny.en.onnx",
    )
    .action(async (corpus: string | undefined, options: TrainOptions, command: Command) => {
      if (options.final) return await trainFinal(corpus, options, command);
      const result = await train(corpus, options, command);
      console.log(options.json ? JSON.stringify(result, null, 2) : trainText(result));
    });
}

async function train(
  corpus: string | undefined,
  given: TrainOptions,
  command: Command,
): Promise<RunResult> {
  const { engine, data, quiet } = globalOptions(command);
  const options = await withWeights(given, command);
  const planned = options.resume === undefined
    ? await planRun(await runPlan(corpus, options, command))
    : { config: await resumedConfig(options.resume, corpus, command) };
  const { config } = planned;
  const folder = options.resume ?? runFolder(config, options.runs);
  await selectEngine({ engine });
  if (!quiet) console.error(`Run: ${folder}`);
  const pretrain = pretraining(options, quiet);
  try {
    const signal = interruptSignal();
    const { corpus }: Partial<PlannedRun> = planned;
    return await trainRun(config, { folder, corpus, dataRoot: data, quiet, signal, pretrain });
  } catch (error) {
    if (error instanceof InterruptedError) {
      console.error(
        `Interrupted. To resume after the last finished epoch, repeat the command, or: ` +
          `train --resume ${folder}`,
      );
    }
    throw error;
  }
}

/** `train --final`. */
async function trainFinal(
  corpus: string | undefined,
  given: TrainOptions,
  command: Command,
): Promise<void> {
  for (const [name, value] of Object.entries({ fold: given.fold, resume: given.resume })) {
    if (value === undefined) continue;
    throw new UserError(
      `Expected no --${name} beside --final, which trains on all clips; the same command again goes ` +
        "on with an interrupted run",
    );
  }
  const { engine, data, quiet } = globalOptions(command);
  const options = await withWeights(given, command);
  const { config, corpus: found, figures } = await planFinalRun(
    await runPlan(corpus, options, command),
    options.runs,
  );
  await selectEngine({ engine });
  const folder = runFolder(config, options.runs);
  if (!quiet) console.error(`Run: ${folder}`);
  const pretrain = pretraining(options, quiet);
  const signal = interruptSignal();
  const result = await trainFinalRun(config, figures, {
    folder,
    corpus: found,
    dataRoot: data,
    quiet,
    signal,
    pretrain,
  });
  console.log(options.json ? JSON.stringify(result, null, 2) : finalText(result));
}

/** What `train --final` prints. */
export function finalText({ folder, config, corpus, figures, history }: FinalRun): string {
  const { lines, protocol, folds, seeds } = figures;
  const of = folds.of === null ? "" : ` of ${folds.of}`;
  return [
    `${corpus.synthetic ? "SYNTHETIC" : corpus.title}, all clips`,
    trainedText(config, history),
    `Quoted from ${counted(figures.runs.length, "run")}, protocol ` +
    `${protocol}, ${folds.found}${of} folds, seeds ${seeds.join(", ")}:`,
    linesText(lines),
    "",
    `Run: ${folder}`,
  ].join("\n");
}

/** The accuracy under each kind of knowledge of the speaker. */
function linesText(
  lines: readonly (Pick<MetricsLine, "knowledge" | "clips" | "accuracy" | "count"> & {
    macroRecall: number | null;
  })[],
): string {
  const rows = lines.map((line) => [
    knowledgeText(line),
    line.accuracy.toFixed(4),
    line.macroRecall === null ? "-" : line.macroRecall.toFixed(4),
    String(line.count),
  ]);
  return textTable(["of the speaker", "accuracy", "UAR", "clips"], rows, [
    "left",
    "right",
    "right",
    "right",
  ]);
}

/** The same with the path of the weights' file; they are read into tensors, which need an engine. */
async function withWeights(options: TrainOptions, command: Command): Promise<TrainOptions> {
  if (options.weights === undefined) return options;
  const weights = await provisionWeights(options.weights, console.error);
  await selectEngine({ engine: globalOptions(command).engine });
  return { ...options, weights };
}

/** What gives a new network its first weights; undefined where they are drawn. */
function pretraining({ weights }: TrainOptions, quiet: boolean) {
  if (weights === undefined) return undefined;
  return (network: LayersModel, train: Examples) => startFrom(weights, network, train, quiet);
}

/** Layers whose names and shapes fit take the file's weights; which ones is said. */
async function startFrom(
  path: string,
  network: LayersModel,
  train: Examples,
  quiet: boolean,
): Promise<void> {
  const { taken, folded, left } = await loadPretrainedWeights(network, path);
  unfoldNormalisation(network, folded, train);
  if (quiet) return;
  console.error(`${taken.length} layers start from ${path}`);
  for (const { name, why } of left) console.error(`  not ${name}: ${why}`);
}

async function runPlan(
  corpus: string | undefined,
  options: TrainOptions,
  command: Command,
): Promise<RunPlan> {
  const { data, quiet } = globalOptions(command);
  const { model, protocol, fold, seed, epochs, batchSize, learningRate, balanced, patience } =
    options;
  const { weights, weightsSeed, bandwidth, precision } = options;
  const pretrained = weights === undefined ? undefined : await hashWeights(weights);
  return {
    corpus,
    model,
    protocol,
    fold,
    seed,
    pretrained,
    ...await featuresOf(options, async () => {
      if (corpus !== undefined) return await requireCorpus(corpus, { dataRoot: data });
      throw new UserError("Expected a corpus beside --features table:CSV, but found none");
    }),
    dataRoot: data,
    quiet,
    configPath: options.config,
    changes: {
      voted: options.voted,
      weightsSeed,
      features: bandwidth === undefined ? undefined : { bandwidthHz: bandwidth },
      training: {
        epochs,
        batchSize,
        learningRate,
        balanced,
        earlyStopping: { patience },
        precision,
      },
    },
  };
}

/** Options that may stand beside --resume; all others would make it another run. */
const BESIDE_RESUME = ["resume", "json", "data", "engine", "quiet", "debug"];

async function resumedConfig(
  folder: string,
  corpus: string | undefined,
  command: Command,
): Promise<RunConfig> {
  const surplus = corpus ?? surplusOption(command, BESIDE_RESUME);
  if (surplus !== undefined) {
    throw new UserError(
      `Expected nothing that changes the run beside --resume, but found ${surplus}; ` +
        `the run's own config.json holds`,
    );
  }
  return (await readRun(folder)).config;
}

/** The tables of `train`. */
function trainText(result: RunResult): string {
  const { metrics, history, folder, config } = result;
  return [
    runText(result),
    `${trainedText(config, history)}; ${counted(metrics.count, "clip")} tested`,
    ...(metrics.lines.length > 1 ? ["", linesText(metrics.lines)] : []),
    "",
    metricsText(metrics),
    "",
    `Run: ${folder}`,
  ].join("\n");
}
