/**
 * Corpora without data are named with how to get them; where there are none at all, a demo with
 * generated voices is shown instead, labelled SYNTHETIC.
 */
import { join } from "node:path";
import type { EncoderConfig } from "../src/dsp/encoder/encoder_config.ts";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { UserError } from "../src/base/user_error.ts";
import type { Corpus, Protocol } from "../src/data/corpus.ts";
import { findCorpusRoot, requireCorpus } from "../src/data/find_corpus.ts";
import { corpusLayout } from "../src/data/registry.ts";
import { currentEngine } from "../src/engine/select_engine.ts";
import { benchTable, type MissingCorpus } from "../src/report/bench_table.ts";
import { writeCurves } from "../src/report/curves.ts";
import { boardNote, boardText, readLeaderboards } from "../src/report/leaderboard.ts";
import { leakageGaps, leakageGapTable } from "../src/report/leakage_gap.ts";
import { speakerScores, speakerTable } from "../src/report/speaker_table.ts";
import type { Summary, SummaryRow } from "../src/report/summary.ts";
import { writeSummary } from "../src/report/write_summary.ts";
import type { Precision } from "../src/engine/precision.ts";
import { allRuns, type Jobs } from "../src/jobs/run_jobs.ts";
import type { ModelName } from "../src/train/network_config.ts";
import type { RunResult } from "../src/train/train_run.ts";
import {
  type Benchmark,
  type Budget,
  budgetPlans,
  furtherNetworks,
  realBenchmarks,
  standInBenchmark,
} from "./benchmarks.ts";
import { demoText } from "./demo.ts";
import {
  configsOf,
  measureBenchmark,
  planBenchmark,
  type PlannedBenchmark,
} from "./run_benchmark.ts";

/** What to bench and how. */
export interface BenchOptions {
  /** Ids of corpora; none for all whose data are found. */
  corpora: readonly string[];
  budget: Budget;
  /** The budget's own number by default. */
  seeds?: number;
  /** The budget's own by default. */
  protocols?: Protocol[];
  /** How many folds speakers or texts are dealt to; the protocols' own number by default. */
  groupedFolds?: number;
  dataRoot?: string;
  runsFolder: string;
  /** Where summary.json and curves go; a smoke budget's goes to the folder of the runs instead. */
  resultsFolder: string;
  /** Whether the rows are published, which generated data's never are. */
  publish?: boolean;
  /** Instead of the benchmark's own networks. */
  models?: ModelName[];
  /** A pretrained encoder beside functionals; the benchmark's own networks are not trained then. */
  encoder?: EncoderConfig;
  /** True takes copies and contradictions out of training, for pictures. */
  clean?: boolean;
  /** True learns from FER+'s votes, for FER2013. */
  voted?: boolean;
  /** SHA-256 of the weights that runs start from, which `train --weights` made before. */
  pretrained?: string;
  /** So many networks of each kind, on one split with other first weights, also tested together. */
  members?: number;
  /** Instead of what each network takes by default. */
  precision?: Precision;
  quiet?: boolean;
  /** The command as it was given, for the summary. */
  command: string;
}

/** What was measured. */
interface BenchResult {
  /** Only this call's rows. */
  summary: Summary;
  /** The same for a terminal. */
  table: string;
}

/** A benchmark of a corpus whose data are there. */
interface Planned extends PlannedBenchmark {
  benchmark: Benchmark;
}

/** The benchmarks that are asked for, with all their runs. Throws UserError for missing data. */
export async function planBenchmarks(
  options: Omit<BenchOptions, "runsFolder" | "resultsFolder" | "command">,
): Promise<{ planned: Planned[]; missing: MissingCorpus[]; isDemo: boolean }> {
  const { found, missing, isDemo } = await findData(options);
  const budget = budgetPlans[options.budget];
  const plan = {
    ...budget,
    protocols: options.protocols ?? budget.protocols,
    groupedFolds: options.groupedFolds,
  };
  const planned = found.map(({ benchmark, corpus }) => {
    const seeds = options.seeds ?? plan.seeds;
    const models = options.models ??
      (options.encoder ? undefined : benchmark.models?.[options.budget]);
    const { reduced } = benchmark;
    return { benchmark, ...planBenchmark(corpus, { ...options, plan, seeds, models, reduced }) };
  });
  return { planned, missing, isDemo };
}

/** Which networks a larger budget would train, a line a corpus; "" where that is none. */
export function furtherText(
  planned: readonly Planned[],
  { budget, models, encoder }: Pick<BenchOptions, "budget" | "models" | "encoder">,
): string {
  // Who names networks knows which.
  if (models || encoder) return "";
  return planned.flatMap(({ benchmark, corpus }) => {
    const further = furtherNetworks(benchmark, budget);
    return further.length
      ? [
        `${corpus.title}: --budget full also trains ${
          further.join("; ")
        }. --models names single ones.`,
      ]
      : [];
  }).join("\n");
}

/**
 * Asks for the runs of all benchmarks at once and measures each benchmark when its runs are there,
 * which is in the summary then. Throws the first failure once all else is measured.
 */
export async function runBenchmarks(options: BenchOptions, jobs: Jobs): Promise<BenchResult> {
  const { planned, missing, isDemo } = await planBenchmarks(options);
  const environment = await describeEnvironment({ engine: currentEngine() });
  const folder = options.budget === "smoke"
    ? join(options.runsFolder, "smoke")
    : options.resultsFolder;
  const asked = planned.map((one) => {
    const { benchmark, corpus } = one;
    if (!options.quiet) {
      console.error(
        isDemo
          ? "No data found. demo: generated voices, about a minute of training"
          : `${corpus.title} reproduces ${benchmark.reproduces}`,
      );
    }
    const configs = configsOf(one);
    const runs = allRuns(configs.map((config) => jobs.run(config, corpus)));
    runs.catch(() => {}); // Thrown where it is awaited.
    return { one, configs, runs };
  });
  const rows: SummaryRow[] = [];
  let merged: Summary | undefined;
  let failure: { reason: unknown } | undefined;
  for (const { one, configs, runs } of asked) {
    let finished: RunResult[];
    try {
      finished = await runs;
    } catch (reason) {
      failure ??= { reason };
      continue;
    }
    const runOf = new Map(configs.map((config, at) => [config, finished[at]]));
    const result = await measureBenchmark(one, (config) => runOf.get(config)!, options);
    rows.push(...result.rows);
    for (const curves of result.curves) await writeCurves(curves, folder);
    const measured = { environment, command: options.command, rows };
    merged = await writeSummary(measured, folder);
  }
  if (failure) throw failure.reason;
  const summary = { environment, command: options.command, rows };
  if (isDemo) return { summary, table: await demoText(rows) };
  // The random split may be an earlier command's.
  const gaps = leakageGaps(merged?.rows ?? [])
    .filter(({ corpus }) => planned.some((one) => one.corpus.id === corpus));
  const speakers = speakerScores(rows);
  const further = furtherText(planned, options);
  const boards = (await readLeaderboards(folder, merged?.rows ?? rows)).filter((board) =>
    board.protocol === "emobox" &&
    rows.some(({ corpus, protocol }) => protocol === "emobox" && corpus === board.corpus)
  );
  const tables = [
    // Who names corpora knows which.
    benchTable(rows, { missing: options.corpora.length ? [] : missing }).text,
    ...further ? [further] : [],
    ...speakers.length ? ["By speaker, in %:", speakerTable(speakers).text] : [],
    ...gaps.length ? ["What unseen speakers and texts cost:", leakageGapTable(gaps).text] : [],
    ...boards.length ? ["EmoBox's leaderboard, the same published fold:"] : [],
    ...boards.map(boardText),
    ...boards.length ? [boardNote] : [],
  ];
  return { summary, table: tables.join("\n\n") };
}

interface FoundData {
  found: { benchmark: Benchmark; corpus: Corpus }[];
  missing: MissingCorpus[];
  /** Whether generated voices stand in for data that nobody named. */
  isDemo: boolean;
}

/** Whether the data of one of the papers' corpora are on this machine. */
export async function hasData(dataRoot?: string): Promise<boolean> {
  for (const { corpus } of realBenchmarks) {
    if (await findCorpusRoot(await corpusLayout(corpus), { dataRoot }) !== undefined) return true;
  }
  return false;
}

/** The data of the corpora requested; one that is named and missing is an error. */
async function findData(
  { corpora, dataRoot, publish, quiet }: Pick<
    BenchOptions,
    "corpora" | "dataRoot" | "publish" | "quiet"
  >,
): Promise<FoundData> {
  const here: string[] = [];
  const missing: MissingCorpus[] = [];
  for (const benchmark of realBenchmarks) {
    // Only what is measured is read: indexing thousands of pictures takes its time.
    const layout = await corpusLayout(benchmark.corpus);
    if (await findCorpusRoot(layout, { dataRoot }) !== undefined) here.push(benchmark.corpus);
    else missing.push({ title: layout.info.title, howToGet: layout.info.howToGet });
  }
  const named = corpora.length ? corpora : here.length ? here : [standInBenchmark.corpus];
  const found: FoundData["found"] = [];
  for (const id of new Set(named)) {
    const corpus = await requireCorpus(id, { dataRoot, quiet, recheck: true });
    if (publish && corpus.synthetic) {
      throw new UserError(`Expected data to publish figures of, but ${id} is generated`);
    }
    found.push({ benchmark: benchmarkOf(id), corpus });
  }
  return { found, missing, isDemo: !corpora.length && !here.length };
}

/** The benchmark of a corpus; one that the papers lack has nothing to reproduce. */
function benchmarkOf(corpus: string): Benchmark {
  return [...realBenchmarks, standInBenchmark].find((benchmark) => benchmark.corpus === corpus) ??
    { corpus, reproduces: "nothing published" };
}
