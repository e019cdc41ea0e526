/**
 * `bench tuning --peers`. What: our optimiser, as it comes and as paper S has it, against other
 * optimisers and random search.
 *
 * Protocol: the problems of problems.ts, --calls evaluations, seeds 0…--seeds - 1, everybody by
 * default settings as their documentation calls them (peers.py), one thread each, taking turns. An
 * optimiser's result is the function without noise at the lowest value it was told. A peer's run is
 * kept in the cache folder by its versions, script, problem and seed; ours are computed every time.
 * Our design was chosen on other problems with seeds from 1000 (problems.ts).
 *
 * Ranks: on each problem by the median over seeds, medians closer than a thousandth of the way from
 * random search's median to the lowest value found sharing a rank.
 *
 * Budget: ours about 2 s a run; the peers' first runs several hours on one core.
 *
 * Must show: our median rank over problems is the lowest, or shared.
 *
 * Run: duygu bench tuning --peers skopt,optuna-tpe,optuna-gp,botorch,smac --install-peers
 */
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { writeFileWhole } from "../../src/base/files.ts";
import { quantile } from "../../src/base/quantile.ts";
import { textTable } from "../../src/base/text.ts";
import { UserError } from "../../src/base/user_error.ts";
import { createOptimiser } from "../../src/bayesopt/optimiser.ts";
import type { SuggestSettings } from "../../src/bayesopt/suggest.ts";
import { renderPng } from "../../src/plot/render.ts";
import { tuningProfile } from "../../src/plot/tuning_convergence.ts";
import { observe, type TuningProblem, tuningProblems } from "./problems.ts";
import {
  installTuningPeers,
  startTuningPeer,
  type TuningContender,
  type TuningPeerId,
  tuningPeers,
  type TuningRun,
} from "./tuning_peers.ts";

/** What to compare. */
export interface CompareTunersOptions {
  peers: TuningPeerId[];
  /** First makes an environment with the peers, by `python` where it is given. */
  installPeers?: boolean;
  /** A Python that holds the peers; else the installed one. */
  python?: string;
  seeds: number;
  calls: number;
  /** Where the JSON goes, the picture beside it. */
  out: string;
  /** True prints the result as JSON instead of tables. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** One of ours, with settings that differ from the defaults. */
export function ourContender(
  id: string,
  title: string,
  settings: Partial<SuggestSettings>,
): TuningContender {
  return {
    id,
    title,
    versions: {},
    stop: () => Promise.resolve(),
    run: (problem, seed, calls) => {
      const optimiser = createOptimiser(problem.space, { ...settings, seed });
      const run: TuningRun = { told: [], values: [], askTellMs: [] };
      for (let call = 0; call < calls; call++) {
        const startedMs = performance.now();
        const { number, parameters } = optimiser.ask();
        run.askTellMs.push(performance.now() - startedMs);
        run.values.push(problem.evaluate(parameters));
        run.told.push(observe(problem, parameters, seed, call));
        optimiser.tell(number, run.told[call]);
      }
      return Promise.resolve(run);
    },
  };
}

const OURS = "duygu";
const RANDOM = "random";

const ours = [
  ourContender(OURS, "Duygu", {}),
  ourContender("duygu-gpEi", "Duygu, as paper S", { method: "gpEi" }),
  ourContender(RANDOM, "random search", { design: "random", initialPoints: 1_000_000 }),
];

/** Runs the comparison. Throws UserError where the named Python does not run. */
export async function compareTuners(options: CompareTunersOptions): Promise<void> {
  const { peers, python, seeds, calls, out, command } = options;
  const log = (line: string) => options.quiet || console.error(line);
  if (options.installPeers) await installTuningPeers(peers, python, log);
  const contenders = [...ours];
  const missing: { peer: string; reason: string }[] = [];
  for (const id of peers) {
    try {
      contenders.push(await startTuningPeer(id, options.installPeers ? undefined : python));
    } catch (error) {
      if (!(error instanceof UserError) || python !== undefined) throw error;
      missing.push({ peer: tuningPeers[id].title, reason: error.message });
      log(error.message);
    }
  }
  const problems: ProblemResult[] = [];
  try {
    for (const problem of tuningProblems) {
      problems.push(await compareOn(problem, contenders, seeds, calls, log));
    }
  } finally {
    for (const { stop } of contenders) await stop();
  }
  const ranks = overallRanks(problems, contenders);
  const versions = Object.assign({}, ...contenders.map((one) => one.versions));
  const result = {
    calls,
    seeds,
    problems,
    ranks,
    profile: performanceProfile(problems, contenders),
    missing,
    environment: await describeEnvironment({ versions }),
    command,
  };
  const json = JSON.stringify(result, null, 2);
  await writeFileWhole(out, json + "\n");
  const picture = out.replace(/(\.json)?$/, ".png");
  await writeFileWhole(picture, await renderPng(tuningProfile(result.profile, calls)));
  log(`Wrote ${out} and ${picture}`);
  console.log(options.json ? json : `${problemsTable(problems)}\n${ranksTable(ranks)}`);
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
  /** Median over seeds of the mean time of a question after the first ten, in milliseconds. */
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

/** Runs all seeds of all contenders, taking turns. */
export async function compareOn(
  problem: TuningProblem,
  contenders: TuningContender[],
  seeds: number,
  calls: number,
  log: (line: string) => void,
): Promise<ProblemResult> {
  const runs = new Map<string, TuningRun[]>(contenders.map(({ id }) => [id, []]));
  for (let seed = 0; seed < seeds; seed++) {
    for (const contender of contenders) {
      const run = await contender.run(problem, seed, calls);
      if (run.values.length !== calls) {
        throw new Error(
          `Expected ${contender.title} to ask ${calls} times on ${problem.title}, but it asked ` +
            `${run.values.length} times`,
        );
      }
      runs.get(contender.id)!.push(run);
      log(`${problem.title}, seed ${seed}, ${contender.title}: ${found(run).toPrecision(6)}`);
    }
  }
  const rows = contenders.map(({ id, title }) => {
    const values = runs.get(id)!.map(found);
    const times = runs.get(id)!.map(({ askTellMs }) => {
      const later = askTellMs.slice(Math.min(10, askTellMs.length - 1));
      return later.reduce((sum, ms) => sum + ms, 0) / later.length;
    });
    const median = quantile(values, 0.5);
    return { optimiser: id, title, median, values, askTellMs: quantile(times, 0.5) };
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
