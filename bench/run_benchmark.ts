import { join } from "node:path";
import { z } from "zod";
import { pathExists, writeFileWhole } from "../src/base/files.ts";
import { readJson } from "../src/base/json.ts";
import { quantile } from "../src/base/statistics.ts";
import { counted } from "../src/base/terminal.ts";
import { COMBINATION_SIGN } from "../src/data/combine_corpora.ts";
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { isFoldProtocol } from "../src/data/splits/grouped_folds.ts";
import {
  coverageNote,
  hasEmoboxFolds,
  hasOfficialValidation,
} from "../src/data/splits/published_splits.ts";
import { splitFolds } from "../src/data/splits/split_corpus.ts";
import type { EncoderConfig } from "../src/dsp/encoder/encoder_config.ts";
import type { Precision } from "../src/engine/precision.ts";
import { type Knowledge, knowledgeKinds } from "../src/metrics/knowledge.ts";
import { type Curves, runCurves } from "../src/report/curves.ts";
import { type SummaryRow, summaryRows } from "../src/report/summary.ts";
import { defaultConfig, USUAL_WITH_ENCODER, usualProtocol } from "../src/train/default_config.ts";
import { ensembleRuns } from "../src/train/ensemble_runs.ts";
import { labelledPredictions } from "../src/train/labelled_curve.ts";
import { type ModelName, modelTitle, variantTexts } from "../src/train/network_config.ts";
import { lineWith, type Predictions, readPredictions } from "../src/train/predictions.ts";
import { overrideConfig, type RunConfig } from "../src/train/run_config.ts";
import { buildRunNetwork, openFilePredictor } from "../src/train/predict.ts";
import { readRun, readRunEnvironment, type RunDescription } from "../src/train/runs.ts";
import type { RunResult } from "../src/train/train_run.ts";
import type { BudgetPlan, ReducedConfig } from "./benchmarks.ts";
import { rescored, type Rescoring, rescorings } from "./rescorings.ts";

/** What a benchmark trains. */
export interface PlanBenchmarkOptions {
  plan: BudgetPlan;
  /** How many seeds, from 1. */
  seeds: number;
  /** Instead of what each network takes by default. */
  precision?: Precision;
  /** The corpus's published one alone by default. */
  models?: readonly ModelName[];
  /** Of the published network; networks that are named are not reduced. */
  reduced?: ReducedConfig;
  /** A pretrained encoder beside functionals. */
  encoder?: EncoderConfig;
  /** True takes copies and contradictions out of training, for pictures. */
  clean?: boolean;
  /** True learns from FER+'s votes, for FER2013. */
  voted?: boolean;
  /** Of the weights that the networks start from, see RunConfig. */
  pretrained?: string;
  /** So many networks of each kind, on one split with other first weights, also tested together. */
  members?: number;
  quiet?: boolean;
}

/** A benchmark with the runs that it needs. */
export interface PlannedBenchmark {
  corpus: Corpus;
  /** From 1. */
  seeds: number[];
  measured: PlannedModel[];
}

/** One network under one protocol. */
interface PlannedModel {
  /** Its name in tables. */
  title: string;
  protocol: Protocol;
  note: string;
  /** [seed][fold][member]: networks on one split, the first of which also counts alone. */
  configs: RunConfig[][][];
}

/** The configurations of all runs of a benchmark, each once. */
export function configsOf({ measured }: PlannedBenchmark): RunConfig[] {
  return [...new Set(measured.flatMap(({ configs }) => configs.flat(2)))];
}

/** What a benchmark found. */
interface BenchmarkResult {
  rows: SummaryRow[];
  /** One a network and protocol, of its first seed and fold. */
  curves: Curves[];
}

/** One network, or several together, under one protocol. */
interface Measurement {
  /** Its name in tables. */
  title: string;
  protocol: Protocol;
  /** All of the benchmark's by default. */
  seeds?: number[];
  /** The runs' folders, [seed][fold]. */
  folders: string[][];
  /** What is predicted where so much is known of speakers. */
  lines: PredictedLine[];
  note: string;
  /** Of one network. */
  cost?: SummaryRow["cost"];
}

/** The predictions of one network, or of several together, with so much known of speakers. */
interface PredictedLine {
  knowledge: Knowledge;
  /** Clips known of a speaker, the median over runs. */
  knownClips?: number;
  /** [seed][fold]. */
  predictions: Predictions[][];
  /** See SeedRuns. */
  draws?: number;
}

/**
 * The runs of each network under each protocol of the plan that the corpus allows, for all seeds
 * and folds.
 */
export function planBenchmark(corpus: Corpus, options: PlanBenchmarkOptions): PlannedBenchmark {
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
  const { encoder } = options;
  const models = options.models ??
    [encoder ? USUAL_WITH_ENCODER : defaultConfig(corpus).network.kind];
  const reduced = options.models || encoder ? undefined : options.reduced;
  const protocols = corpus.kind === "images" ? [usualProtocol(corpus)] : options.plan.protocols;
  const measured: PlannedModel[] = [];
  for (const model of models) {
    for (const protocol of protocols) {
      if (allows(corpus, protocol)) {
        measured.push(planModel(corpus, { ...options, reduced, model, protocol, seeds }));
      } else if (!options.quiet) {
        console.error(`${corpus.title} does not name what the ${protocol} protocol holds out`);
      }
    }
  }
  return { corpus, seeds, measured };
}

interface PlanModelOptions extends Omit<PlanBenchmarkOptions, "seeds" | "models"> {
  model: ModelName;
  protocol: Protocol;
  seeds: readonly number[];
}

function planModel(
  corpus: Corpus,
  { model, protocol, seeds, members = 1, ...options }: PlanModelOptions,
): PlannedModel {
  const { plan } = options;
  const count = isFoldProtocol(protocol) ? plan.groupedFolds : undefined;
  const folds = mostClassesFirst(corpus, splitFolds(corpus, protocol, count));
  const chosen = folds.slice(0, plan.folds ?? folds.length);
  const configOf = (seed: number, fold: string) =>
    runConfig({ corpus, model, protocol, fold, seed, ...options });
  // On a split that is given, whatever the seed, other seeds' networks make the ensemble.
  const ofSeeds = protocol === "official" && hasOfficialValidation(corpus)
    ? Array.from({ length: Math.max(seeds.length, members) }, (_, at) => configOf(at + 1, ""))
    : undefined;
  return {
    title: [
      modelTitle(model) + encoderTitle(options.encoder),
      ...variantTexts(options),
    ].join(", "),
    protocol,
    note: [
      noteOf(protocol, chosen, folds, plan),
      options.reduced ? `EmotionUnet with ${options.reduced.note}` : "",
      ...chosen.map((fold) => coverageNote(corpus, { protocol, fold })),
    ].filter(Boolean).join("; "),
    configs: seeds.map((seed) =>
      chosen.map((fold) =>
        ofSeeds
          ? [ofSeeds[seed - 1], ...ofSeeds.filter((_, at) => at !== seed - 1)].slice(0, members)
          : teamOf(configOf(seed, fold), members)
      )
    ),
  };
}

/** What follows a network's name in tables where it takes an encoder too. */
function encoderTitle(encoder?: EncoderConfig): string {
  if (encoder === undefined) return "";
  const { name, layers, choice } = encoder;
  const numbers = layers.map(({ number }) => number).join(", ");
  return ` and ${name}` + (choice ? "" : `, layer${layers.length > 1 ? "s" : ""} ${numbers}`);
}

/** `config` and others with other first weights, so many on its split. */
function teamOf(config: RunConfig, members: number): RunConfig[] {
  const team = [config];
  // The run's own seed as that of the weights would make the very same network again.
  for (let weightsSeed = 1; team.length < members; weightsSeed++) {
    if (weightsSeed !== config.seed) team.push({ ...config, weightsSeed });
  }
  return team;
}

/** Of teams, [seed][fold][member], the seeds whose networks are not those of an earlier seed. */
function distinctTeams(teams: readonly RunResult[][][]): number[] {
  const seen = new Set<string>();
  return [...teams.keys()].filter((seed) => {
    const key = teams[seed].flat().map(({ folder }) => folder).sort().join(" ");
    return seen.size < seen.add(key).size;
  });
}

/**
 * Measures the finished runs of a benchmark; `runOf` has each configuration's. A seed's figures
 * under a protocol with folds are the mean over its folds. Several networks are also tested together
 * under each protocol, one ensemble a seed and fold.
 */
export async function measureBenchmark(
  { corpus, seeds, measured: planned }: PlannedBenchmark,
  runOf: (config: RunConfig) => RunResult,
  { command, dataRoot, quiet }: { command: string; dataRoot?: string; quiet?: boolean },
): Promise<BenchmarkResult> {
  const others = await rescorings(corpus, quiet);
  const measured: Measurement[] = [];
  const single: { measurement: Measurement; runs: RunResult[][] }[] = [];
  const curves: Curves[] = [];
  for (const { title, protocol, note, configs } of planned) {
    const teams = configs.map((ofSeed) => ofSeed.map((team) => team.map(runOf)));
    const runs = teams.map((ofSeed) => ofSeed.map(([first]) => first));
    const measurement: Measurement = {
      ...await measureTeams(
        runs.map((ofSeed) => ofSeed.map((run) => [run])),
        { title, protocol, note },
        dataRoot,
      ),
      cost: await runCost(runs.flat(), corpus),
    };
    measured.push(measurement);
    single.push({ measurement, runs });
    const members = teams[0][0].length;
    if (members > 1) {
      const distinct = distinctTeams(teams);
      const about = { title: `${members} × ${title}`, protocol, note };
      measured.push({
        ...await measureTeams(distinct.map((index) => teams[index]), about),
        seeds: distinct.map((index) => seeds[index]),
      });
    }
    curves.push(await runCurves(runs[0][0], corpus, { model: title, command }));
  }
  const byProtocol = Map.groupBy(single, ({ measurement }) => measurement.protocol);
  for (const [protocol, networks] of byProtocol) {
    if (networks.length > 1) {
      const [{ measurement: { note }, runs }] = networks;
      const title = networks.map(({ measurement }) => measurement.title).join(" + ");
      // The mean of all networks' probabilities, seed by seed and fold by fold.
      const teams = runs.map((ofSeed, seed) =>
        ofSeed.map((_, fold) => networks.map((one) => one.runs[seed][fold]))
      );
      const folders = runs.map((_, seed) =>
        networks.flatMap((one) => one.measurement.folders[seed])
      );
      measured.push({ ...await measureTeams(teams, { title, protocol, note }), folders });
    }
  }
  return { rows: measured.flatMap((one) => rowsOf({ seeds, ...one }, corpus, others)), curves };
}

/** What teams of runs, [seed][fold][member], predict together. */
async function measureTeams(
  teams: readonly RunResult[][][],
  about: Pick<Measurement, "title" | "protocol" | "note">,
  dataRoot?: string,
): Promise<Measurement> {
  const labelled = await labelledLine(teams, dataRoot);
  return {
    ...about,
    folders: teams.map((ofSeed) => ofSeed.flat().map(({ folder }) => folder)),
    lines: [...await linesOf(teams), ...labelled ? [labelled] : []],
  };
}

/** Labelled clips of a test speaker, as many as one gives without much ado. */
const LABELLED_CLIPS = 10;

/** With labelled clips of each test speaker; undefined where the runs cannot learn from these. */
async function labelledLine(
  teams: readonly RunResult[][][],
  dataRoot?: string,
): Promise<PredictedLine | undefined> {
  const predictions: Predictions[][] = [];
  let draws: number | undefined;
  for (const ofSeed of teams) {
    const folds: Predictions[] = [];
    for (const [{ folder }, ...others] of ofSeed) {
      const found = others.length
        ? undefined
        : await labelledPredictions(folder, LABELLED_CLIPS, { dataRoot, quiet: true });
      if (found === undefined) return undefined;
      draws = found.draws;
      folds.push(found.predictions);
    }
    predictions.push(folds);
  }
  return { knowledge: "labelled", knownClips: LABELLED_CLIPS, predictions, draws };
}

/**
 * What teams of runs, [seed][fold][member], predict together under each kind of knowledge that
 * changes what one of them predicts.
 */
async function linesOf(teams: readonly RunResult[][][]): Promise<PredictedLine[]> {
  const runs = teams.flat(2);
  const kinds = knowledgeKinds.filter((knowledge) =>
    runs.some(({ metrics }) => metrics.lines.some((line) => line.knowledge === knowledge)) &&
    runs.every(({ metrics }) => lineWith(metrics.lines, knowledge))
  );
  return await Promise.all(kinds.map(async (knowledge) => {
    const known = runs.flatMap(({ metrics }) => lineWith(metrics.lines, knowledge)!.clips ?? []);
    return {
      knowledge,
      ...(known.length ? { knownClips: quantile(known, 0.5) } : {}),
      predictions: await Promise.all(
        teams.map((ofSeed) =>
          Promise.all(ofSeed.map((team) => predictedTogether(team, knowledge)))
        ),
      ),
    };
  }));
}

async function predictedTogether(
  team: readonly RunResult[],
  knowledge: Knowledge,
): Promise<Predictions> {
  if (team.length > 1) {
    return (await ensembleRuns(team.map(({ folder }) => folder), { knowledge })).predictions;
  }
  const [{ folder, metrics }] = team;
  return await readPredictions(folder, lineWith(metrics.lines, knowledge)!.predictions);
}

function rowsOf(
  { title, protocol, seeds, folders, lines, note, cost }: Measurement & { seeds: number[] },
  corpus: Corpus,
  others: readonly Rescoring[],
): SummaryRow[] {
  const common = {
    corpus: corpus.id,
    protocol,
    seeds,
    synthetic: corpus.synthetic,
    run: folders.flat().join(" "),
    ...(note ? { note } : {}),
    ...(cost ? { cost } : {}),
    clips: new Map(corpus.clips.map((clip) => [clip.id, clip])),
  };
  return lines.flatMap(({ predictions, ...known }) => [
    ...summaryRows({ ...common, ...known, model: title, predictions }),
    ...others.flatMap((other) =>
      summaryRows({
        ...common,
        ...known,
        model: title + other.suffix,
        predictions: predictions.map((ofSeed) => ofSeed.map((one) => rescored(one, other))),
      })
    ),
  ]);
}

/** Speakers who spoke every emotion come first: where few are tested, those say most. */
function mostClassesFirst({ clips }: Corpus, folds: string[]): string[] {
  const classesOf = (fold: string) =>
    new Set(clips.filter(({ speaker }) => speaker === fold).map(({ label }) => label)).size;
  return [...folds].sort((a, b) => classesOf(b) - classesOf(a));
}

/** What the clips must tell under a protocol. */
const NEEDS: Partial<Record<Protocol, ("speaker" | "text" | "repetition")[]>> = {
  speaker: ["speaker"],
  text: ["text"],
  repetition: ["repetition"],
  speakerFolds: ["speaker"],
  textFolds: ["text"],
  speakerTextFolds: ["speaker", "text"],
};

/** Whether the clips tell what the protocol holds out, and there are several of that. */
function allows(corpus: Corpus, protocol: Protocol): boolean {
  const { id, clips } = corpus;
  if (protocol === "emobox") return hasEmoboxFolds(corpus);
  if (protocol === "published") return corpus.folds !== undefined;
  if (protocol === "crossCorpus") return id.includes(COMBINATION_SIGN);
  return (NEEDS[protocol] ?? []).every((field) => {
    const values = new Set(clips.map((clip) => clip[field]));
    return values.size > 1 && !values.has("");
  });
}

/** Clips by which the time of a prediction is measured. */
const TIMED_CLIPS = 10;

/** In a run's folder: what was once measured of it, so that the same command tells the same. */
const TIMING = "timing.json";
const timingSchema = z.object({ predictMs: z.number().positive() });

/**
 * What one of the runs takes: its parameters, the seconds of its training (the mean over the runs
 * that kept them all), the milliseconds from a recording's file to its probabilities.
 */
async function runCost(
  runs: readonly RunResult[],
  corpus: Corpus,
): Promise<NonNullable<SummaryRow["cost"]>> {
  const seconds: number[] = [];
  for (const { folder } of runs) {
    seconds.push(...[(await readRunEnvironment(folder))?.trainSeconds ?? []].flat());
  }
  const [first] = runs;
  const run = await readRun(first.folder);
  const network = buildRunNetwork(run);
  const parameters = network.countParams();
  network.dispose();
  return {
    parameters,
    trainSeconds: seconds.length === runs.length
      ? seconds.reduce((sum, own) => sum + own, 0) / seconds.length
      : null,
    predictMs: corpus.kind === "audio" ? await timedPrediction(run, corpus) : null,
  };
}

async function timedPrediction(run: RunDescription, { clips }: Corpus): Promise<number> {
  const path = join(run.folder, TIMING);
  if (pathExists(path)) return (await readJson(path, timingSchema)).predictMs;
  const predictor = await openFilePredictor(run);
  try {
    const times: number[] = [];
    // The first one also compiles the network.
    for (const { path } of clips.slice(0, TIMED_CLIPS + 1)) {
      const startMs = performance.now();
      await predictor.predict(path);
      times.push(performance.now() - startMs);
    }
    const predictMs = quantile(times.slice(Math.min(1, times.length - 1)), 0.5);
    await writeFileWhole(path, JSON.stringify({ predictMs }) + "\n");
    return predictMs;
  } finally {
    predictor.dispose();
  }
}

interface RunChoice {
  corpus: Corpus;
  model: ModelName;
  clean?: boolean;
  voted?: boolean;
  pretrained?: string;
  encoder?: EncoderConfig;
  protocol: Protocol;
  fold: string;
  seed: number;
  plan: BudgetPlan;
  precision?: Precision;
  reduced?: ReducedConfig;
}

/** The complete config of one run. */
function runConfig(
  {
    corpus,
    model,
    protocol,
    fold,
    seed,
    plan,
    precision,
    clean,
    voted,
    pretrained,
    reduced,
    encoder,
  }: RunChoice,
): RunConfig {
  const usual = defaultConfig(corpus, { model, protocol, fold, seed, encoder, pretrained });
  const config = reduced
    ? overrideConfig(usual, reduced.changes, "The benchmark's network")
    : usual;
  const epochs = Math.min(config.training.epochs, plan.epochs ?? Infinity);
  const changes = {
    training: { epochs, precision },
    clean: clean || undefined,
    voted: voted || undefined,
  };
  return overrideConfig(config, changes, "The benchmark's configuration");
}

function noteOf(protocol: Protocol, chosen: string[], folds: string[], plan: BudgetPlan): string {
  const parts: string[] = [];
  if (protocol !== "speaker" && folds.length > 1) {
    parts.push(
      chosen.length < folds.length
        ? `only ${chosen.length} of ${folds.length} folds tested: ${chosen.join(", ")}`
        : `mean over ${folds.length} folds`,
    );
  }
  if (protocol === "speaker") {
    parts.push(
      chosen.length < folds.length
        ? `only ${chosen.length} of ${folds.length} speakers tested: ${chosen.join(", ")}`
        : `mean over the ${folds.length} speakers, each left out in turn`,
    );
  }
  if (plan.epochs !== undefined) parts.push(`at most ${counted(plan.epochs, "epoch")}`);
  return parts.join("; ");
}
