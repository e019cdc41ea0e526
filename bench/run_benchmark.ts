/** In: a corpus and a budget. Out: the summary's rows and curves, from runs that may resume. */
import { COMBINATION_SIGN } from "../src/data/combine_corpora.ts";
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { isFoldProtocol } from "../src/data/splits/grouped_folds.ts";
import { splitFolds } from "../src/data/splits/split_corpus.ts";
import type { Metrics } from "../src/metrics/evaluate_predictions.ts";
import type { Curves } from "../src/report/curves.ts";
import { runCurves } from "../src/report/run_curves.ts";
import { type SummaryRow, summaryRowSchema } from "../src/report/summary.ts";
import { summaryRows } from "../src/report/summary_rows.ts";
import { defaultConfig, usualProtocol } from "../src/train/default_config.ts";
import { type NetworkConfig, networkTitle } from "../src/train/network_config.ts";
import type { RunConfig } from "../src/train/run_config.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "../src/train/train_run.ts";
import type { BudgetPlan } from "./benchmark.ts";
import { rescore } from "./rescore.ts";
import { rescorings } from "./rescorings.ts";

/** How a benchmark is run. */
export interface RunBenchmarkOptions extends TrainRunOptions {
  plan: BudgetPlan;
  /** How many seeds, from 1. */
  seeds: number;
  precision: "float32" | "bfloat16";
  runsFolder: string;
  /** Networks by their kinds; the corpus's published one by default. */
  models?: readonly NetworkConfig["kind"][];
  /** True takes copies and contradictions out of training, for pictures. */
  clean?: boolean;
  /** The command as it was given. */
  command: string;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  rows: SummaryRow[];
  /** One a protocol, of its first seed and fold. */
  curves: Curves[];
}

type Scores = Parameters<typeof summaryRows>[0]["metrics"][number];

/**
 * Trains and tests under each protocol of the plan that the corpus allows. A seed's figures under a
 * protocol with folds are the mean over its folds.
 */
export async function runBenchmark(
  corpus: Corpus,
  options: RunBenchmarkOptions,
): Promise<BenchmarkResult> {
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
  const rows: SummaryRow[] = [];
  const curves: Curves[] = [];
  const { kind: published } = defaultConfig(corpus).network;
  const protocols = corpus.kind === "images" ? [usualProtocol(corpus)] : options.plan.protocols;
  const choices = (options.models ?? [published])
    .flatMap((kind) => protocols.map((protocol) => ({ kind, protocol })));
  const others = await rescorings(corpus, options.quiet);
  for (const { kind, protocol } of choices) {
    const model = networkTitle({ kind }) + (options.clean ? CLEANED : "");
    if (!allows(corpus, protocol)) {
      if (!options.quiet) {
        console.error(`${corpus.title} does not tell what the ${protocol} protocol keeps apart`);
      }
      continue;
    }
    const count = isFoldProtocol(protocol) ? options.plan.groupedFolds : undefined;
    const folds = mostClassesFirst(corpus, splitFolds(corpus, protocol, count));
    const chosen = folds.slice(0, options.plan.folds ?? folds.length);
    const scores: Scores[] = [];
    const rescored = others.map(() => [] as Scores[]);
    const runs: string[] = [];
    for (const seed of seeds) {
      const results: RunResult[] = [];
      for (const fold of chosen) {
        const config = runConfig(corpus, { model: kind, protocol, fold, seed, ...options });
        results.push(await trainRun(config, options));
      }
      if (seed === seeds[0]) {
        curves.push(await runCurves(results[0], corpus, { model, command: options.command }));
      }
      scores.push(meanScores(results.map(({ metrics }) => metrics)));
      for (const [place, other] of others.entries()) {
        const metrics = await Promise.all(results.map((result) => rescore(result, other)));
        rescored[place].push(meanScores(metrics));
      }
      runs.push(...results.map((result) => result.folder));
    }
    const note = noteOf(protocol, chosen, folds, options.plan);
    const common = {
      ...{ corpus: corpus.id, protocol, seeds, synthetic: corpus.synthetic },
      run: runs.join(" "),
      ...(note ? { note } : {}),
    };
    rows.push(...summaryRows({ ...common, model, metrics: scores }));
    for (const [place, { suffix }] of others.entries()) {
      rows.push(...summaryRows({ ...common, model: model + suffix, metrics: rescored[place] }));
    }
  }
  return { rows, curves };
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
function allows({ id, clips }: Corpus, protocol: Protocol): boolean {
  if (protocol === "crossCorpus") return id.includes(COMBINATION_SIGN);
  return (NEEDS[protocol] ?? []).every((field) => {
    const values = new Set(clips.map((clip) => clip[field]));
    return values.size > 1 && !values.has("");
  });
}

/** What follows a network's name in tables where its training part was cleaned. */
const CLEANED = ", cleaned";

interface RunChoice {
  model?: NetworkConfig["kind"];
  clean?: boolean;
  protocol: Protocol;
  fold: string;
  seed: number;
  plan: BudgetPlan;
  precision: "float32" | "bfloat16";
}

/** The complete config of one run. */
export function runConfig(
  corpus: Corpus,
  { model, protocol, fold, seed, plan, precision, clean }: RunChoice,
): RunConfig {
  const config = defaultConfig(corpus, { model, protocol, fold, seed });
  const epochs = Math.min(config.training.epochs, plan.epochs ?? config.training.epochs);
  const training = { ...config.training, epochs, precision };
  return { ...config, training, ...(clean ? { clean } : {}) };
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
