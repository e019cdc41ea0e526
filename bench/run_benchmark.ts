/** In: a corpus and a budget. Out: the summary's rows and curves, from runs that may resume. */
import { COMBINATION_SIGN } from "../src/data/combine_corpora.ts";
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { emoboxCoverageNote, hasEmoboxFolds } from "../src/data/splits/emobox_split.ts";
import { isFoldProtocol } from "../src/data/splits/grouped_folds.ts";
import { splitFolds } from "../src/data/splits/split_corpus.ts";
import type { Metrics } from "../src/metrics/evaluate_predictions.ts";
import type { Curves } from "../src/report/curves.ts";
import { runCurves } from "../src/report/run_curves.ts";
import { type SummaryRow, summaryRowSchema } from "../src/report/summary.ts";
import { summaryRows } from "../src/report/summary_rows.ts";
import { defaultConfig, usualProtocol } from "../src/train/default_config.ts";
import { type ModelName, modelTitle } from "../src/train/model_name.ts";
import { type Ensemble, ensembleRuns } from "../src/train/ensemble_runs.ts";
import { readPredictions } from "../src/train/read_predictions.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "../src/train/train_run.ts";
import type { RunConfig } from "../src/train/run_config.ts";
import type { BudgetPlan } from "./benchmark.ts";
import { rescore } from "./rescore.ts";
import { type Rescoring, rescorings } from "./rescorings.ts";

/** How a benchmark is run. */
export interface RunBenchmarkOptions extends TrainRunOptions {
  plan: BudgetPlan;
  /** How many seeds, from 1. */
  seeds: number;
  /** Instead of what each network takes by default. */
  precision?: "float32" | "bfloat16";
  runsFolder: string;
  /** The corpus's published one alone by default. */
  models?: readonly ModelName[];
  /** True takes copies and contradictions out of training, for pictures. */
  clean?: boolean;
  /** So many networks of each kind, on one split with other first weights, also tested together. */
  members?: number;
  /** The command as it was given. */
  command: string;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  rows: SummaryRow[];
  /** One a network and protocol, of its first seed and fold. */
  curves: Curves[];
}

type Scores = Parameters<typeof summaryRows>[0]["metrics"][number];

/** One network, or several together, under one protocol. */
interface Measurement {
  /** Its name in tables. */
  title: string;
  protocol: Protocol;
  /** The runs' folders, [seed][fold]. */
  folders: string[][];
  /** Of each seed. */
  scores: Scores[];
  /** [rescoring][seed]. */
  rescored: Scores[][];
  note: string;
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
  const protocols = corpus.kind === "images" ? [usualProtocol(corpus)] : options.plan.protocols;
  const measured: Measurement[] = [];
  const single: Measurement[] = [];
  const curves: Curves[] = [];
  for (const model of models) {
    for (const protocol of protocols) {
      if (!allows(corpus, protocol)) {
        if (!options.quiet) {
          console.error(`${corpus.title} does not tell what the ${protocol} protocol keeps apart`);
        }
        continue;
      }
      const one = await measureModel(corpus, { model, protocol }, { ...options, seeds, others });
      measured.push(...one.measurements);
      single.push(one.measurements[0]);
      curves.push(one.curves);
    }
  }
  for (const members of Map.groupBy(single, ({ protocol }) => protocol).values()) {
    if (members.length > 1) measured.push(await measureTogether(members, others));
  }
  return { rows: measured.flatMap((one) => rowsOf(one, corpus, seeds, others)), curves };
}

interface MeasureOptions extends Omit<RunBenchmarkOptions, "seeds"> {
  seeds: number[];
  others: readonly Rescoring[];
}

async function measureModel(
  corpus: Corpus,
  { model, protocol }: { model: ModelName; protocol: Protocol },
  { seeds, others, ...options }: MeasureOptions,
): Promise<{ measurements: Measurement[]; curves: Curves }> {
  const count = isFoldProtocol(protocol) ? options.plan.groupedFolds : undefined;
  const folds = mostClassesFirst(corpus, splitFolds(corpus, protocol, count));
  const chosen = folds.slice(0, options.plan.folds ?? folds.length);
  const results: RunResult[][] = [];
  for (const seed of seeds) {
    const ofSeed: RunResult[] = [];
    for (const fold of chosen) {
      const config = runConfig(corpus, { model, protocol, fold, seed, ...options });
      ofSeed.push(await trainRun(config, options));
    }
    results.push(ofSeed);
  }
  const title = modelTitle(model) + (options.clean ? CLEANED : "");
  const folders = results.map((ofSeed) => ofSeed.map(({ folder }) => folder));
  const predictions = await Promise.all(
    folders.map((ofSeed) => Promise.all(ofSeed.map(readPredictions))),
  );
  const measurement: Measurement = {
    ...{ title, protocol, folders },
    scores: results.map((ofSeed) => meanScores(ofSeed.map(({ metrics }) => metrics))),
    rescored: others.map((other) =>
      predictions.map((ofSeed) => meanScores(ofSeed.map((one) => rescore(one, other))))
    ),
    note: [
      noteOf(protocol, chosen, folds, options.plan),
      protocol === "emobox" ? emoboxCoverageNote(corpus) : "",
    ].filter(Boolean).join("; "),
  };
  const together = (options.members ?? 1) > 1
    ? [await measureMembers(results, measurement, { ...options, seeds, others })]
    : [];
  return {
    measurements: [measurement, ...together],
    curves: await runCurves(results[0][0], corpus, { model: title, command: options.command }),
  };
}

/** As many networks as asked on each split of `first`, whose own is one of them, together. */
async function measureMembers(
  first: readonly RunResult[][],
  { title, ...about }: Measurement,
  { members = 1, others, ...options }: MeasureOptions,
): Promise<Measurement> {
  const folders: string[][] = [];
  const scores: Scores[] = [];
  const rescored: Scores[][] = others.map(() => []);
  for (const ofSeed of first) {
    const own: string[] = [];
    const ensembles: Ensemble[] = [];
    for (const { folder, config } of ofSeed) {
      const runs = [folder];
      // The run's own seed as that of the weights would make the very same network again.
      for (let weightsSeed = 1; runs.length < members; weightsSeed++) {
        if (weightsSeed === config.seed) continue;
        runs.push((await trainRun({ ...config, weightsSeed }, options)).folder);
      }
      ensembles.push(await ensembleRuns(runs));
      own.push(...runs);
    }
    folders.push(own);
    scores.push(meanScores(ensembles.map(({ metrics }) => metrics)));
    others.forEach((other, place) =>
      rescored[place].push(
        meanScores(ensembles.map(({ predictions }) => rescore(predictions, other))),
      )
    );
  }
  return { ...about, title: `${members} × ${title}`, folders, scores, rescored };
}

/** The mean of all networks' probabilities, seed by seed and fold by fold. */
async function measureTogether(
  members: readonly Measurement[],
  others: readonly Rescoring[],
): Promise<Measurement> {
  const [{ protocol, note, folders }] = members;
  const ensembles = await Promise.all(
    folders.map((ofSeed, seed) =>
      Promise.all(
        ofSeed.map((_, fold) => ensembleRuns(members.map((one) => one.folders[seed][fold]))),
      )
    ),
  );
  return {
    title: members.map(({ title }) => title).join(" + "),
    ...{ protocol, note },
    folders: folders.map((_, seed) => members.flatMap((member) => member.folders[seed])),
    scores: ensembles.map((ofSeed) => meanScores(ofSeed.map(({ metrics }) => metrics))),
    rescored: others.map((other) =>
      ensembles.map((ofSeed) =>
        meanScores(ofSeed.map(({ predictions }) => rescore(predictions, other)))
      )
    ),
  };
}

function rowsOf(
  { title, protocol, folders, scores, rescored, note }: Measurement,
  corpus: Corpus,
  seeds: number[],
  others: readonly Rescoring[],
): SummaryRow[] {
  const common = {
    ...{ corpus: corpus.id, protocol, seeds, synthetic: corpus.synthetic },
    run: folders.flat().join(" "),
    ...(note ? { note } : {}),
  };
  return [
    ...summaryRows({ ...common, model: title, metrics: scores }),
    ...others.flatMap(({ suffix }, place) =>
      summaryRows({ ...common, model: title + suffix, metrics: rescored[place] })
    ),
  ];
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

/** Whether the clips tell what the protocol keeps apart, and there are several of that. */
function allows(corpus: Corpus, protocol: Protocol): boolean {
  const { id, clips } = corpus;
  if (protocol === "emobox") return hasEmoboxFolds(corpus);
  if (protocol === "crossCorpus") return id.includes(COMBINATION_SIGN);
  return (NEEDS[protocol] ?? []).every((field) => {
    const values = new Set(clips.map((clip) => clip[field]));
    return values.size > 1 && !values.has("");
  });
}

/** What follows a network's name in tables where its training part was cleaned. */
const CLEANED = ", cleaned";

interface RunChoice {
  model?: ModelName;
  clean?: boolean;
  protocol: Protocol;
  fold: string;
  seed: number;
  plan: BudgetPlan;
  precision?: "float32" | "bfloat16";
}

/** The complete config of one run. */
function runConfig(
  corpus: Corpus,
  { model, protocol, fold, seed, plan, precision, clean }: RunChoice,
): RunConfig {
  const config = defaultConfig(corpus, { model, protocol, fold, seed });
  const { training } = config;
  const epochs = Math.min(training.epochs, plan.epochs ?? training.epochs);
  return {
    ...config,
    training: { ...training, epochs, precision: precision ?? training.precision },
    ...(clean ? { clean } : {}),
  };
}

/** Means over folds; a metric that is undefined in a fold is undefined. */
function meanScores(results: Metrics[]): Scores {
  const mean = (values: (number | null)[]) =>
    values.includes(null)
      ? null
      : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
  const names = summaryRowSchema.shape.metric.options;
  const means = names.map((name) => [name, mean(results.map((metrics) => metrics[name]))]);
  const count = results.reduce((sum, metrics) => sum + metrics.count, 0);
  return { ...Object.fromEntries(means), count } as Scores;
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
  if (plan.epochs !== undefined) parts.push(`at most ${plan.epochs} epochs`);
  return parts.join("; ");
}
