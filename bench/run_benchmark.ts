import { join } from "node:path";
import { z } from "zod";
import { pathExists, writeFileWhole } from "../src/base/files.ts";
import { readJson } from "../src/base/json.ts";
import { quantile } from "../src/base/quantile.ts";
import { counted } from "../src/base/terminal.ts";
import { COMBINATION_SIGN } from "../src/data/combine_corpora.ts";
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { isFoldProtocol } from "../src/data/splits/grouped_folds.ts";
import { coverageNote, hasEmoboxFolds } from "../src/data/splits/published_splits.ts";
import { splitFolds } from "../src/data/splits/split_corpus.ts";
import type { Precision } from "../src/engine/precision.ts";
import { type Knowledge, knowledgeKinds } from "../src/metrics/knowledge.ts";
import { type Curves, runCurves } from "../src/report/curves.ts";
import { type SummaryRow, summaryRows } from "../src/report/summary.ts";
import { defaultConfig, usualProtocol } from "../src/train/default_config.ts";
import { ensembleRuns } from "../src/train/ensemble_runs.ts";
import { type ModelName, modelTitle } from "../src/train/network_config.ts";
import { lineWith, type Predictions, readPredictions } from "../src/train/predictions.ts";
import { overrideConfig, type RunConfig } from "../src/train/run_config.ts";
import { buildRunNetwork, openFilePredictor } from "../src/train/predict.ts";
import {
  readFinishedRun,
  readRun,
  readRunEnvironment,
  type RunDescription,
} from "../src/train/runs.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "../src/train/train_run.ts";
import type { BudgetPlan, ReducedConfig } from "./benchmarks.ts";
import { rescored, type Rescoring, rescorings } from "./rescorings.ts";

/** How a benchmark is run. */
interface RunBenchmarkOptions extends TrainRunOptions {
  plan: BudgetPlan;
  /** How many seeds, from 1. */
  seeds: number;
  /** Instead of what each network takes by default. */
  precision?: Precision;
  runsFolder: string;
  /** The corpus's published one alone by default. */
  models?: readonly ModelName[];
  /** Of the published network; networks that are named are not reduced. */
  reduced?: ReducedConfig;
  /** True takes copies and contradictions out of training, for pictures. */
  clean?: boolean;
  /** So many networks of each kind, on one split with other first weights, also tested together. */
  members?: number;
  /** The command as it was given. */
  command: string;
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
}

/**
 * Trains and tests under each protocol of the plan that the corpus allows. A seed's figures under a
 * protocol with folds are the mean over its folds. Several networks are also tested together under
 * each protocol, one ensemble a seed and fold.
 */
export async function runBenchmark(
  corpus: Corpus,
  options: RunBenchmarkOptions,
): Promise<BenchmarkResult> {
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
  const others = await rescorings(corpus, options.quiet);
  const models = options.models ?? [defaultConfig(corpus).network.kind];
  const reduced = options.models ? undefined : options.reduced;
  const protocols = corpus.kind === "images" ? [usualProtocol(corpus)] : options.plan.protocols;
  const measured: Measurement[] = [];
  const single: Measurement[] = [];
  const curves: Curves[] = [];
  for (const model of models) {
    for (const protocol of protocols) {
      if (!allows(corpus, protocol)) {
        if (!options.quiet) {
          console.error(`${corpus.title} does not name what the ${protocol} protocol holds out`);
        }
        continue;
      }
      const one = await measureModel({ model, protocol }, { ...options, reduced, corpus, seeds });
      measured.push(...one.measurements);
      single.push(one.measurements[0]);
      curves.push(one.curves);
    }
  }
  for (const members of Map.groupBy(single, ({ protocol }) => protocol).values()) {
    if (members.length > 1) measured.push(await measureTogether(members));
  }
  return { rows: measured.flatMap((one) => rowsOf(one, corpus, seeds, others)), curves };
}

interface MeasureOptions extends Omit<RunBenchmarkOptions, "seeds"> {
  corpus: Corpus;
  seeds: number[];
}

async function measureModel(
  { model, protocol }: { model: ModelName; protocol: Protocol },
  { seeds, ...options }: MeasureOptions,
): Promise<{ measurements: Measurement[]; curves: Curves }> {
  const { corpus } = options;
  const count = isFoldProtocol(protocol) ? options.plan.groupedFolds : undefined;
  const folds = mostClassesFirst(corpus, splitFolds(corpus, protocol, count));
  const chosen = folds.slice(0, options.plan.folds ?? folds.length);
  const results: RunResult[][] = [];
  for (const seed of seeds) {
    const ofSeed: RunResult[] = [];
    for (const fold of chosen) {
      const config = runConfig({ model, protocol, fold, seed, ...options });
      ofSeed.push(await trainRun(config, options));
    }
    results.push(ofSeed);
  }
  const title = modelTitle(model) + (options.clean ? CLEANED : "");
  const measurement: Measurement = {
    title,
    protocol,
    folders: results.map((ofSeed) => ofSeed.map(({ folder }) => folder)),
    lines: await linesOf(results.map((ofSeed) => ofSeed.map((run) => [run]))),
    note: [
      noteOf(protocol, chosen, folds, options.plan),
      options.reduced ? `EmotionUnet with ${options.reduced.note}` : "",
      ...chosen.map((fold) => coverageNote(corpus, { protocol, fold })),
    ].filter(Boolean).join("; "),
    cost: await runCost(results.flat(), corpus),
  };
  const together = (options.members ?? 1) > 1
    ? [await measureMembers(results, measurement, { ...options, seeds })]
    : [];
  return {
    measurements: [measurement, ...together],
    curves: await runCurves(results[0][0], corpus, { model: title, command: options.command }),
  };
}

/** As many networks as asked on each split of `first`, whose own is one of them, together. */
async function measureMembers(
  first: readonly RunResult[][],
  { title, protocol, note }: Measurement,
  { members = 1, ...options }: MeasureOptions,
): Promise<Measurement> {
  const teams: RunResult[][][] = [];
  for (const ofSeed of first) {
    const ofFolds: RunResult[][] = [];
    for (const run of ofSeed) {
      const team = [run];
      // The run's own seed as that of the weights would make the very same network again.
      for (let weightsSeed = 1; team.length < members; weightsSeed++) {
        if (weightsSeed === run.config.seed) continue;
        team.push(await trainRun({ ...run.config, weightsSeed }, options));
      }
      ofFolds.push(team);
    }
    teams.push(ofFolds);
  }
  return {
    title: `${members} × ${title}`,
    protocol,
    note,
    folders: teams.map((ofSeed) => ofSeed.flat().map(({ folder }) => folder)),
    lines: await linesOf(teams),
  };
}

/** The mean of all networks' probabilities, seed by seed and fold by fold. */
async function measureTogether(members: readonly Measurement[]): Promise<Measurement> {
  const [{ protocol, note, folders }] = members;
  const teams = await Promise.all(
    folders.map((ofSeed, seed) =>
      Promise.all(
        ofSeed.map((_, fold) =>
          Promise.all(members.map(async (one) => (await readFinishedRun(one.folders[seed][fold]))!))
        ),
      )
    ),
  );
  return {
    title: members.map(({ title }) => title).join(" + "),
    protocol,
    note,
    folders: folders.map((_, seed) => members.flatMap((member) => member.folders[seed])),
    lines: await linesOf(teams),
  };
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
  { title, protocol, folders, lines, note, cost }: Measurement,
  corpus: Corpus,
  seeds: number[],
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

/** What follows a network's name in tables where its training set was cleaned. */
const CLEANED = ", cleaned";

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
  model?: ModelName;
  clean?: boolean;
  protocol: Protocol;
  fold: string;
  seed: number;
  plan: BudgetPlan;
  precision?: Precision;
  reduced?: ReducedConfig;
}

/** The complete config of one run. */
function runConfig(
  { corpus, model, protocol, fold, seed, plan, precision, clean, reduced }: RunChoice,
): RunConfig {
  const usual = defaultConfig(corpus, { model, protocol, fold, seed });
  const config = reduced
    ? overrideConfig(usual, reduced.changes, "The benchmark's network")
    : usual;
  const epochs = Math.min(config.training.epochs, plan.epochs ?? Infinity);
  const changes = { training: { epochs, precision }, clean: clean || undefined };
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
