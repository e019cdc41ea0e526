/** The command `adapt RUN…`: a network that also learns from unlabelled clips of new speakers. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import type { Metrics } from "../../metrics/evaluate_predictions.ts";
import {
  adaptRuns,
  clipsToAdaptTo,
  DEFAULT_REPEATS,
  defaultShares,
  heldOutMetrics,
} from "../../train/adapt_runs.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { HEARD_DRAWS, heardCurve, type HeardPoint } from "../../train/heard_curve.ts";
import { DEFAULT_DRAWS, labelledCurve, type LabelledPoint } from "../../train/labelled_curve.ts";
import { modelOf, modelText } from "../../train/network_config.ts";
import { readPredictions } from "../../train/predictions.ts";
import type { RunConfig } from "../../train/run_config.ts";
import { foldsText, foldTeams, pooledFolds } from "../../train/run_figures.ts";
import { readRun } from "../../train/runs.ts";
import { type ModelName, speechModels } from "../../train/network_config.ts";
import type { RunResult } from "../../train/train_run.ts";
import { globalOptions } from "../create_program.ts";
import { foldsTable, metricsText, runText } from "../metrics_text.ts";
import { refuseSurplus, wholeNumberOption } from "../options.ts";

interface AdaptFlags {
  model?: ModelName;
  shares: number[];
  repeats: number;
  clusters?: true;
  heldOut?: number;
  labelled?: number;
  heard?: number;
  runs: string;
  allFolds?: true;
  json?: true;
}

/** Adds `adapt` to the program. */
export function addAdaptCommand(program: Command): void {
  program
    .command("adapt")
    .description("Adapt a network to the speakers it is tested on, from their clips without labels")
    .argument(
      "<runs...>",
      "folders of finished runs with one test set, whose networks are the teachers",
    )
    .addOption(
      new Option("--model <kind>", "another network than the first run's").choices(speechModels),
    )
    .option(
      "--shares <list>",
      "share of the most confident clips of each predicted class, one round each",
      sharesOf,
      [...defaultShares],
    )
    .option(
      "--repeats <n>",
      "weight of a pseudo-labelled clip, in labelled clips",
      wholeNumberOption,
      DEFAULT_REPEATS,
    )
    .option(
      "--clusters",
      "the first round learns from the speaker's clusters, matched with classes",
    )
    .option(
      "--held-out <share>",
      "hold out this share of the test set, in whole texts, and report it separately; with --heard " +
        "these clips are judged, not the heard ones",
      heldOutOption,
    )
    .option(
      "--labelled <n>",
      "instead: how accurate the runs' mixtures of speakers get with up to n labelled clips of a " +
        "test speaker, measured on the speaker's other clips",
      wholeNumberOption,
    )
    .option(
      "--heard <n>",
      "instead: how accurate the runs get as up to n clips of a test speaker are heard, without labels",
      wholeNumberOption,
    )
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--all-folds", "every fold of the runs' protocol in turn, whose runs lie beside these")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nTransductive: the accuracy is that of the clips the network was adapted to. In each\n" +
        "round the previous networks pseudo-label their most confident clips, which are added to training.\n\n" +
        "Examples:\n  duygu adapt runs/turev-denseFunctionals-speaker-1234-seed1-*\n" +
        "  duygu adapt --all-folds runs/turev-linearFunctionals-speaker-1234-seed1-*",
    )
    .action(async (folders: string[], { json, ...flags }: AdaptFlags, command: Command) => {
      if (flags.labelled !== undefined || flags.heard !== undefined) {
        const used = flags.labelled === undefined ? ["heard", "heldOut"] : ["labelled"];
        refuseSurplus(command, ["allFolds", "json", ...used], `--${used[0]}`);
        console.log(await curveOf(folders, flags, command, json));
        return;
      }
      if (flags.allFolds) return await adaptFolds(folders, flags, command, json);
      const rounds = await adapt(folders, flags, command);
      const { data } = globalOptions(command);
      const last = rounds.at(-1)!;
      const corpus = await requireCorpus(last.config.corpus, { dataRoot: data });
      const heldOut = await heldOutMetrics(last, corpus);
      const told = [...rounds.slice(0, -1), heldOut ? { ...last, heldOut } : last];
      console.log(json ? JSON.stringify(told, null, 2) : adaptText(rounds, heldOut));
    });
}

/** The curve of the runs over clips of which the labels, or only the sounds, are known. */
async function curveOf(
  runs: string[],
  { labelled, heard, heldOut, allFolds }: AdaptFlags,
  command: Command,
  json?: true,
): Promise<string> {
  const { data, quiet, engine } = globalOptions(command);
  const folders = allFolds ? (await foldTeams(runs)).flat().map(({ folder }) => folder) : runs;
  if (labelled !== undefined) {
    const counts = countsUpTo(labelled);
    const curve = await labelledCurve(folders, { counts, dataRoot: data, quiet });
    return json ? JSON.stringify(curve, null, 2) : labelledText(curve);
  }
  await selectEngine({ engine });
  const counts = countsUpTo(heard!).filter((count) => count > 0);
  const curve = await heardCurve(folders, { counts, heldOut, dataRoot: data, quiet });
  return json ? JSON.stringify(curve, null, 2) : heardText(curve, heldOut);
}

/** Adapts to each fold's test set in turn, and tells what all folds give together. */
async function adaptFolds(
  folders: string[],
  flags: AdaptFlags,
  command: Command,
  json?: true,
): Promise<void> {
  const teams = await foldTeams(folders);
  const ofTeam = (team: RunResult[]) => team.map(({ folder }) => folder);
  const { data, quiet } = globalOptions(command);
  const corpus = await requireCorpus(teams[0][0].config.corpus, { dataRoot: data, quiet });
  // Before the first fold's rounds, which take long.
  for (const team of teams) {
    await clipsToAdaptTo(ofTeam(team), corpus, { ...flags, seed: team[0].config.seed });
  }
  const last: RunResult[] = [];
  for (const team of teams) last.push((await adapt(ofTeam(team), flags, command)).at(-1)!);
  const [{ config, corpus: { synthetic, title } }] = last;
  const predictions = await Promise.all(last.map(({ folder }) => readPredictions(folder)));
  const pooled = pooledFolds(predictions, corpus);
  const heldOut = await Promise.all(last.map((run) => heldOutMetrics(run, corpus)));
  const folds = last.map(({ folder, config, metrics }, at) => ({
    fold: config.fold,
    folder,
    metrics,
    ...(heldOut[at] ? { heldOut: heldOut[at] } : {}),
  }));
  console.log(
    json ? JSON.stringify({ folds, ...pooled }, null, 2) : [
      `${synthetic ? "SYNTHETIC data (generated, not speech)" : title}, protocol ` +
      `${config.protocol}, seed ${config.seed}, ${modelText(config)}, ${foldsText(last, corpus)}`,
      "Adapted to the clips of each test set, without their labels (transductive).",
      "",
      foldsTable(folds, pooled),
      "",
      ...folds.map(({ fold, folder, heldOut }) =>
        `${fold}: ${folder}` +
        (heldOut
          ? `; accuracy on ${heldOut.count} clips held out from adaptation ` +
            heldOut.accuracy.toFixed(4)
          : "")
      ),
    ].join("\n"),
  );
}

async function adapt(
  folders: string[],
  { model, shares, repeats, clusters, heldOut, runs }: AdaptFlags,
  command: Command,
): Promise<RunResult[]> {
  const { engine, data, quiet } = globalOptions(command);
  const config = await studentConfig(folders[0], model, { dataRoot: data, quiet });
  await selectEngine({ engine });
  const signal = interruptSignal();
  const common = { runsFolder: runs, dataRoot: data, quiet, signal };
  return await adaptRuns(folders, config, { shares, repeats, clusters, heldOut, ...common });
}

/** What is adapted: the first run's network, or `model` as it is trained on that run's split. */
async function studentConfig(
  folder: string,
  model: ModelName | undefined,
  options: { dataRoot?: string; quiet?: boolean },
): Promise<RunConfig> {
  const { config } = await readRun(folder);
  if (model === undefined || model === modelOf(config)) {
    const { pseudoLabelled: _, ...own } = config;
    return own;
  }
  const { corpus, protocol, fold, seed, weightsSeed } = config;
  const other = defaultConfig(await requireCorpus(corpus, options), {
    model,
    protocol,
    fold,
    seed,
  });
  return { ...other, ...(weightsSeed === undefined ? {} : { weightsSeed }) };
}

function sharesOf(text: string): number[] {
  return text.split(",").map((part) => {
    const share = Number(part);
    if (part.trim() !== "" && share > 0 && share <= 1) return share;
    throw new UserError(
      `Expected --shares to be numbers above 0 and up to 1, joined by commas, but found "${text}"`,
    );
  });
}

function heldOutOption(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share > 0 && share < 1) return share;
  throw new UserError(
    `Expected --held-out to be a number above 0 and below 1, but found "${text}"`,
  );
}

/** None, powers of two, and the last. */
function countsUpTo(most: number): number[] {
  const powers = Array.from({ length: 32 }, (_, power) => 2 ** power);
  return [0, ...powers.filter((count) => count < most), most];
}

/** One row of {@link curveText}. */
interface CurvePoint {
  clips: number;
  accuracy: number;
  uar: number;
  speakers: Record<string, number>;
}

/** The table of a curve over clips that are known so, under a sentence. */
function curveText(known: string, sentence: string, curve: readonly CurvePoint[]): string {
  const names = Object.keys(curve[0].speakers);
  const rows = curve.map(({ clips, accuracy, uar, speakers }) => [
    clips.toString(),
    accuracy.toFixed(3),
    uar.toFixed(3),
    ...names.map((name) => speakers[name].toFixed(3)),
  ]);
  return [sentence, "", textTable([known, "mean", "mean UAR", ...names], rows)].join("\n");
}

function labelledText(curve: readonly LabelledPoint[]): string {
  return curveText(
    "labelled",
    `Accuracy on the other clips of each test speaker, mean over ${DEFAULT_DRAWS} draws:`,
    curve.map(({ labelled, ...point }) => ({ ...point, clips: labelled })),
  );
}

function heardText(curve: readonly HeardPoint[], heldOut?: number): string {
  return curveText(
    "heard",
    (heldOut === undefined ? "Accuracy" : "Accuracy on clips of texts that were not heard,") +
      " where so many clips of each test speaker are heard, without labels, mean over " +
      `${HEARD_DRAWS} draws:`,
    curve.map(({ heard, ...point }) => ({ ...point, clips: heard })),
  );
}

/** The tables of `adapt`. */
function adaptText(rounds: readonly RunResult[], heldOut?: Metrics): string {
  const last = rounds.at(-1)!;
  const rows = rounds.map(({ config, metrics, folder }) => [
    config.pseudoLabelled!.share.toString(),
    metrics.accuracy.toFixed(4),
    metrics.macroRecall.toFixed(4),
    folder,
  ]);
  return [
    runText(last),
    "Adapted to the clips of the test set, without their labels (transductive).",
    "",
    textTable(["share", "accuracy", "UAR", "run"], rows),
    "",
    metricsText(last.metrics),
    ...heldOut ? ["", "Clips that were held out from adaptation:", "", metricsText(heldOut)] : [],
  ].join("\n");
}
