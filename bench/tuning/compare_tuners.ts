/**
 * `bench tuning --peers`. What: our optimiser, as it comes and as paper S has it, against other
 * optimisers and random search.
 *
 * Protocol: the problems of problems.ts, --calls evaluations, seeds 0…--seeds - 1, everybody by
 * default settings as their documentation calls them (peers.py), one thread each. An optimiser's
 * result is the function without noise at the lowest value it was told. A peer's run is kept in the
 * cache folder by its versions, script, problem and seed, so that a comparison that was cut off, or
 * one with more seeds, goes on; ours are computed every time. Our design was chosen on other
 * problems with seeds from 1000 (problems.ts). Times are processor time: waiting for a busy machine
 * does not count, but other programs slow it all the same, so that figures need a quiet one.
 *
 * Ranks: on each problem by the median over seeds, medians closer than a thousandth of the way from
 * random search's median to the lowest value found sharing a rank.
 *
 * Budget: ours about 2 s a run; the peers' first runs of a seed about 15 minutes on a quiet core.
 *
 * Must show: our median rank over problems is the lowest, or shared.
 *
 * Run: duygu bench tuning --peers skopt,optuna-tpe,optuna-gp,botorch,smac --install-peers
 */
import process from "node:process";
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { writeFileWhole } from "../../src/base/files.ts";
import { jsonText } from "../../src/base/json.ts";
import { quantile } from "../../src/base/statistics.ts";
import { textTable } from "../../src/base/text.ts";
import { UserError } from "../../src/base/user_error.ts";
import { createOptimiser } from "../../src/bayesopt/optimiser.ts";
import type { SuggestSettings } from "../../src/bayesopt/suggest.ts";
import { renderPng } from "../../src/plot/render.ts";
import { tuningProfile } from "../../src/plot/tuning_convergence.ts";
import { observe, type TuningProblem, tuningProblems } from "./problems.ts";
import {
  installTuningPeers,
  startTuningPeers,
  type TuningContender,
  type TuningPeerId,
  type TuningRun,
} from "./tuning_peers.ts";

/** What to compare. */
export interface CompareTunersOptions {
  peers: TuningPeerId[];
  /** First makes an environment with the peers where it is not there yet. */
  installPeers?: boolean;
  /** A Python that holds the peers; else the installed one. */
  python?: string;
  seeds: number;
  calls: number;
  /** Runs at once. */
  workers: number;
  /** Where the JSON goes, the picture beside it. */
  out: string;
  /** True prints the result as JSON instead of tables. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** One of ours, with the settings for so many calls that differ from the defaults. */
export function ourContender(
  id: string,
  title: string,
  settings: (calls: number) => Partial<SuggestSettings>,
): TuningContender {
  return {
    id,
    title,
    versions: {},
    run: async (problem, seed, calls) => {
      const optimiser = createOptimiser(problem.space, { ...settings(calls), seed });
      const run: TuningRun = { told: [], values: [], askTellMs: [] };
      for (let call = 0; call < calls; call++) {
        const started = process.cpuUsage();
        const { number, parameters } = optimiser.ask();
        const { user, system } = process.cpuUsage(started);
        run.askTellMs.push((user + system) / 1000);
        run.values.push(problem.evaluate(parameters));
        run.told.push(observe(problem, parameters, seed, call));
        optimiser.tell(number, run.told[call]);
        // Peers' questions are answered meanwhile.
        await new Promise((resolve) => setTimeout(resolve));
      }
      return run;
    },
  };
}

const OURS = "duygu";
const RANDOM = "random";

const ours = [
  ourContender(OURS, "Duygu", () => ({})),
  ourContender("duygu-gpEi", "Duygu, as paper S", () => ({ method: "gpEi" })),
  // A question draws the whole design anew, so it has no more points than are asked.
  ourContender(RANDOM, "random search", (calls) => ({ design: "random", initialPoints: calls })),
];

/** Runs the comparison. Throws UserError where the named Python does not hold a peer. */
export async function compareTuners(options: CompareTunersOptions): Promise<void> {
  const { peers, python, seeds, calls, out, command } = options;
  const log = (line: string) => options.quiet || console.error(line);
  const installed = options.installPeers && python === undefined
    ? await installTuningPeers(log)
    : python;
  const { contenders: theirs, missing, stop } = await startTuningPeers(peers, installed);
  const all = [...ours, ...theirs];
  let runs: Map<TuningContender, Run[]>;
  try {
    for (const { reason } of missing) {
      if (python !== undefined) throw new UserError(reason);
      log(reason);
    }
    runs = await runAll(tuningProblems, all, options, log, missing);
  } finally {
    await stop();
  }
  const contenders = all.filter((contender) => runs.has(contender));
  const problems = tuningProblems.map((problem) => problemResult(problem, runs));
  const ranks = overallRanks(problems, contenders);
  const profile = performanceProfile(problems, contenders);
  const versions = Object.assign({}, ...contenders.map((one) => one.versions));
  const result = {
    calls,
    seeds,
    ranks,
    profile,
    missing,
    environment: await describeEnvironment({ versions }),
    command,
    problems,
  };
  await writeFileWhole(out, jsonText(result));
  const picture = out.replace(/(\.json)?$/, ".png");
  await writeFileWhole(picture, await renderPng(tuningProfile(profile, calls)));
  log(`Wrote ${out} and ${picture}`);
  console.log(
    options.json
      ? JSON.stringify(result, null, 2)
      : `${problemsTable(problems)}\n${ranksTable(ranks)}`,
  );
}

/** One run's problem, seed and course. */
interface Run extends TuningRun {
  problem: TuningProblem;
  seed: number;
}

/**
 * All seeds of all contenders on all problems, seed by seed, some at once. A contender that fails is
 * left out from then on, and `missing` says why.
 */
export async function runAll(
  problems: readonly TuningProblem[],
  contenders: readonly TuningContender[],
  { seeds, calls, workers }: Pick<CompareTunersOptions, "seeds" | "calls" | "workers">,
  log: (line: string) => void,
  missing: { peer: string; reason: string }[] = [],
): Promise<Map<TuningContender, Run[]>> {
  const runs = new Map<TuningContender, Run[]>(contenders.map((contender) => [contender, []]));
  const tasks = Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    contenders.flatMap((contender) => problems.map((problem) => ({ seed, contender, problem })))
  ).values();
  await Promise.all(Array.from({ length: workers }, async (_, lane) => {
    for (const { seed, contender, problem } of tasks) {
      if (!runs.has(contender)) continue;
      const where = `${problem.title}, seed ${seed}, ${contender.title}`;
      try {
        const run = await contender.run(problem, seed, calls, lane);
        runs.get(contender)?.push({ ...run, problem, seed });
        log(`${where}: ${found(run).toPrecision(6)}`);
      } catch (error) {
        const reason = `${where}: ${(error as Error).message}`;
        if (runs.delete(contender)) missing.push({ peer: contender.title, reason });
        log(`${reason}; it is left out`);
      }
    }
  }));
  return runs;
}

/** One optimiser on one problem. */
export interface OptimiserResult {
  optimiser: string;
  title: string;
  median: number;
  /** Of the medians, 1 the lowest; equal ones share the lowest of their ranks. */
  rank: number;
  /** [seed] what was found. */
  values: number[];
  /** Median over seeds of a question's mean processor time after the first ten, in milliseconds. */
  askTellMs: number;
}

/** One problem. */
export interface ProblemResult {
  problem: string;
  title: string;
  minimum: number | null;
  dimensions: number;
  optimisers: OptimiserResult[];
}

/** Six digits, which is what a reader compares. */
const rounded = (value: number) => Number(value.toPrecision(6));

/** What everybody found on `problem`. */
export function problemResult(
  problem: TuningProblem,
  runs: ReadonlyMap<TuningContender, readonly Run[]>,
): ProblemResult {
  const rows = Array.from(runs, ([{ id, title }, all]) => {
    const own = all.filter((run) => run.problem === problem).sort((a, b) => a.seed - b.seed);
    const values = own.map((run) => rounded(found(run)));
    const times = own.map(({ askTellMs }) => {
      const later = askTellMs.slice(Math.min(10, askTellMs.length - 1));
      return later.reduce((sum, ms) => sum + ms, 0) / later.length;
    });
    const median = rounded(quantile(values, 0.5));
    return { optimiser: id, title, median, values, askTellMs: rounded(quantile(times, 0.5)) };
  });
  const { id, title, minimum, space } = problem;
  const ranks = ranksOf(
    rows.map(({ median }) => median),
    gapScale(rows).scale / 1000,
  );
  return {
    problem: id,
    title,
    minimum,
    dimensions: space.length,
    optimisers: rows.map((row, index) => ({ ...row, rank: ranks[index] })),
  };
}

/** The function without noise where the lowest value was told. */
function found({ told, values }: TuningRun): number {
  return values[told.indexOf(told.reduce((a, b) => Math.min(a, b)))];
}

/** The lowest value that anybody found, and how far random search's median is above it. */
function gapScale(rows: Pick<OptimiserResult, "optimiser" | "median" | "values">[]) {
  const lowest = rows.flatMap(({ values }) => values).reduce((a, b) => Math.min(a, b));
  const random = rows.find(({ optimiser }) => optimiser === RANDOM)!;
  return { lowest, scale: random.median - lowest };
}

/** Ranks from 1; of values in order, one closer than `tie` to the first of its rank shares it. */
export function ranksOf(values: number[], tie: number): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  let first = 0;
  order.forEach((index, at) => {
    if (values[index] - values[order[first]] > tie) first = at;
    ranks[index] = first + 1;
  });
  return ranks;
}

/** An optimiser over all problems. */
interface OverallRank {
  optimiser: string;
  title: string;
  medianRank: number;
  meanRank: number;
  /** Problems on which it is first, alone or shared. */
  first: number;
  /** The longest of its problems' times of a question, in milliseconds. */
  askTellMs: number;
}

function overallRanks(problems: ProblemResult[], contenders: TuningContender[]): OverallRank[] {
  return contenders.map(({ id, title }) => {
    const rows = problems.map(({ optimisers }) => optimisers.find((o) => o.optimiser === id)!);
    const ranks = rows.map(({ rank }) => rank);
    return {
      optimiser: id,
      title,
      medianRank: quantile(ranks, 0.5),
      meanRank: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length,
      first: ranks.filter((rank) => rank === 1).length,
      askTellMs: Math.max(...rows.map(({ askTellMs }) => askTellMs)),
    };
  }).sort((a, b) => a.medianRank - b.medianRank || a.meanRank - b.meanRank);
}

/** Gaps of the profile: what is left of the way from random search's median to the lowest value. */
const GAPS = Array.from({ length: 25 }, (_, index) => 10 ** (-3 + index / 8));

/** One optimiser's line of the profile. */
interface ProfileLine {
  optimiser: string;
  title: string;
  /** [gap] */
  gaps: number[];
  /** [gap] share of the runs of all problems that came so close; problems count alike. */
  shares: number[];
}

/** After Dolan and Moré (2002), with the distance left after a fixed number of calls as measure. */
export function performanceProfile(
  problems: ProblemResult[],
  contenders: Pick<TuningContender, "id" | "title">[],
): ProfileLine[] {
  return contenders.map(({ id, title }) => {
    const gaps = problems.flatMap(({ optimisers }) => {
      const { lowest, scale } = gapScale(optimisers);
      const { values } = optimisers.find(({ optimiser }) => optimiser === id)!;
      return values.map((value) => (value - lowest) / scale);
    });
    const shares = GAPS.map((limit) => gaps.filter((gap) => gap <= limit).length / gaps.length);
    return { optimiser: id, title, gaps: GAPS, shares };
  });
}

function problemsTable(problems: ProblemResult[]): string {
  const titles = problems[0].optimisers.map(({ title }) => title);
  return textTable(
    ["problem", ...titles],
    problems.map(({ title, optimisers }) => [
      title,
      ...optimisers.map(({ median, rank }) => `${median.toPrecision(5)} (${rank})`),
    ]),
    ["left", ...titles.map(() => "right" as const)],
  );
}

function ranksTable(ranks: OverallRank[]): string {
  return textTable(
    ["optimiser", "median rank", "mean rank", "first", "ask and tell, ms"],
    ranks.map(({ title, medianRank, meanRank, first, askTellMs }) => [
      title,
      String(medianRank),
      meanRank.toFixed(2),
      String(first),
      askTellMs.toFixed(0),
    ]),
    ["left", "right", "right", "right", "right"],
  );
}
